package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.command.Action.CREATE;
import static com.rezagent.schedules.command.Action.DELETE;
import static com.rezagent.schedules.command.Action.PAUSE;
import static com.rezagent.schedules.command.Action.RESUME;
import static com.rezagent.schedules.command.Action.TRIGGER;
import static com.rezagent.schedules.command.Action.UPDATE;
import static com.rezagent.schedules.simulation.Scenario.HOURLY;
import static com.rezagent.schedules.simulation.Scenario.MINUTELY;
import static com.rezagent.schedules.simulation.Scenario.ONCE;
import static com.rezagent.schedules.simulation.Scenario.S;
import static com.rezagent.schedules.simulation.Scenario.YEARLY;
import static com.rezagent.schedules.simulation.Scenario.all;
import static com.rezagent.schedules.simulation.Scenario.pass;
import static com.rezagent.schedules.simulation.Scenario.send;

import com.rezagent.schedules.command.Action;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Two invocations at the same moment.
 *
 * @param before what leads up to them
 * @param one and {@code other}: the events
 */
record Duel(String name, Consumer<World> before, Function<World, String> one, Function<World, String> other) {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Override
    public String toString() {
        return name;
    }

    /** A command issued so many seconds ago. */
    private static Function<World, String> command(String id, int secondsAgo, Action action, @Nullable Def def) {
        return world -> world.event(Cmd.of(id, action, S, world.now().minusSeconds(secondsAgo), def));
    }

    private static Function<World, String> command(String id, int secondsAgo, Action action) {
        return command(id, secondsAgo, action, null);
    }

    private static final Function<World, String> RECONCILE = world -> World.RECONCILE;

    /** What fired last. */
    private static final Function<World, String> FIRING =
            world -> world.firings.get(world.firings.size() - 1).event();

    private static Consumer<World> created(Def def) {
        return all(send("c1", CREATE, def), pass(MINUTE.multipliedBy(10)));
    }

    private static Consumer<World> lostEntry(Def def) {
        return all(created(def), world -> world.engine.delete(Cmd.idOf(S)));
    }

    private static Consumer<World> changedEntry(Def def) {
        return all(created(def), world -> world.tamper(S, "rate(3 minutes)"));
    }

    /** Up to a firing that has left the engine and not yet arrived. */
    private static Consumer<World> firing(Def def) {
        return all(created(def), World::holdFirings, pass(MINUTE.multipliedBy(50)));
    }

    static final List<Duel> CONVERGING = List.of(
            new Duel(
                    "update, update",
                    created(YEARLY),
                    command("u1", 2, UPDATE, YEARLY.marked("b")),
                    command("u2", 1, UPDATE, YEARLY.marked("c"))),
            new Duel(
                    "update, pause",
                    created(HOURLY),
                    command("u1", 1, UPDATE, HOURLY.marked("b")),
                    command("p1", 2, PAUSE)),
            new Duel(
                    "update, delete",
                    created(HOURLY),
                    command("u1", 1, UPDATE, HOURLY.marked("b")),
                    command("d1", 2, DELETE)),
            new Duel("pause, resume", created(HOURLY), command("p1", 2, PAUSE), command("r1", 1, RESUME)),
            new Duel(
                    "resume, pause",
                    all(created(HOURLY), send("p0", PAUSE), pass(MINUTE)),
                    command("r1", 2, RESUME),
                    command("p1", 1, PAUSE)),
            new Duel("pause, delete", created(HOURLY), command("p1", 2, PAUSE), command("d1", 1, DELETE)),
            new Duel("create, create", world -> {}, command("c1", 2, CREATE, YEARLY), command("c2", 1, CREATE, YEARLY)),
            new Duel(
                    "create, another create",
                    world -> {},
                    command("c1", 2, CREATE, YEARLY),
                    command("c2", 1, CREATE, HOURLY)),
            new Duel("create, pause", world -> {}, command("c1", 2, CREATE, HOURLY), command("p1", 1, PAUSE)),
            new Duel("create, delete", world -> {}, command("c1", 2, CREATE, HOURLY), command("d1", 1, DELETE)),
            new Duel(
                    "delete, create again",
                    created(HOURLY),
                    command("d1", 2, DELETE),
                    command("c2", 1, CREATE, YEARLY)),
            new Duel(
                    "the same update twice",
                    created(YEARLY),
                    command("u1", 1, UPDATE, HOURLY),
                    command("u1", 1, UPDATE, HOURLY)),
            new Duel("a trigger twice", created(YEARLY), command("t1", 1, TRIGGER), command("t1", 1, TRIGGER)),
            new Duel("trigger, delete", created(YEARLY), command("t1", 2, TRIGGER), command("d1", 1, DELETE)),
            new Duel(
                    "two replaces with one If-Match",
                    created(YEARLY),
                    world -> world.event(Cmd.of("u1", UPDATE, S, world.now(), HOURLY)
                            .expecting(1)
                            .fromApi()),
                    world -> world.event(Cmd.of("u2", UPDATE, S, world.now(), MINUTELY)
                            .expecting(1)
                            .fromApi())),
            new Duel(
                    "reconcile of a lost entry, update",
                    lostEntry(HOURLY),
                    RECONCILE,
                    command("u1", 1, UPDATE, HOURLY.marked("b"))),
            new Duel("reconcile of a lost entry, delete", lostEntry(HOURLY), RECONCILE, command("d1", 1, DELETE)),
            new Duel(
                    "reconcile of a changed entry, update",
                    changedEntry(HOURLY),
                    RECONCILE,
                    command("u1", 1, UPDATE, HOURLY.marked("b"))),
            new Duel("reconcile of a changed entry, pause", changedEntry(HOURLY), RECONCILE, command("p1", 1, PAUSE)),
            new Duel("reconcile of a changed entry, delete", changedEntry(HOURLY), RECONCILE, command("d1", 1, DELETE)),
            new Duel("reconcile, reconcile", lostEntry(HOURLY), RECONCILE, RECONCILE),
            new Duel(
                    "reconcile of an orphan, create",
                    world -> world.tamper(S, "rate(3 minutes)"),
                    RECONCILE,
                    command("c1", 1, CREATE, HOURLY)));

    static final List<Duel> EXECUTING = List.of(
            new Duel("firing, pause", firing(MINUTELY), FIRING, command("p1", 1, PAUSE)),
            new Duel("firing, delete", firing(MINUTELY), FIRING, command("d1", 1, DELETE)),
            new Duel("firing, update", firing(MINUTELY), FIRING, command("u1", 1, UPDATE, YEARLY)),
            new Duel("the same firing twice", firing(MINUTELY), FIRING, FIRING),
            new Duel("firing of a rate, pause", firing(HOURLY), FIRING, command("p1", 1, PAUSE)),
            new Duel("firing of a rate, delete", firing(HOURLY), FIRING, command("d1", 1, DELETE)),
            new Duel("last firing, pause", firing(ONCE), FIRING, command("p1", 1, PAUSE)),
            new Duel("last firing, delete", firing(ONCE), FIRING, command("d1", 1, DELETE)),
            new Duel("last firing, update", firing(ONCE), FIRING, command("u1", 1, UPDATE, YEARLY)),
            new Duel("last firing, a create again", firing(ONCE), FIRING, command("c2", 1, CREATE, YEARLY)),
            new Duel("last firing, reconcile", firing(ONCE), FIRING, RECONCILE),
            new Duel("last firing twice", firing(ONCE), FIRING, FIRING),
            new Duel(
                    "older firing, update",
                    all(firing(MINUTELY), send("u0", UPDATE, MINUTELY.marked("b"))),
                    FIRING,
                    command("u1", 0, UPDATE, MINUTELY.marked("c"))),
            new Duel(
                    "a completed one's late firing, a create again",
                    all(firing(ONCE), world -> world.lambda.accept(FIRING.apply(world), world.now()), World::settle),
                    FIRING,
                    command("c2", 0, CREATE, HOURLY)));
}
