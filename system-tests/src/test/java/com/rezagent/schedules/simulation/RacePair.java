package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.command.ScheduleAction.CREATE;
import static com.rezagent.schedules.command.ScheduleAction.DELETE;
import static com.rezagent.schedules.command.ScheduleAction.PAUSE;
import static com.rezagent.schedules.command.ScheduleAction.RESUME;
import static com.rezagent.schedules.command.ScheduleAction.TRIGGER;
import static com.rezagent.schedules.command.ScheduleAction.UPDATE;
import static com.rezagent.schedules.simulation.Scenario.HALF_HOURLY;
import static com.rezagent.schedules.simulation.Scenario.HOURLY;
import static com.rezagent.schedules.simulation.Scenario.NAME;
import static com.rezagent.schedules.simulation.Scenario.ONCE;
import static com.rezagent.schedules.simulation.Scenario.YEARLY;
import static com.rezagent.schedules.simulation.Scenario.advance;
import static com.rezagent.schedules.simulation.Scenario.all;
import static com.rezagent.schedules.simulation.Scenario.send;

import com.rezagent.schedules.command.ScheduleAction;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Two concurrent invocations.
 *
 * @param before the preparation
 * @param first the event of one invocation
 * @param second the event of the other invocation
 */
record RacePair(
        String name,
        Consumer<SimulatedWorld> before,
        Function<SimulatedWorld, String> first,
        Function<SimulatedWorld, String> second) {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Function<SimulatedWorld, String> RECONCILE = world -> SimulatedWorld.RECONCILE;

    /** The latest firing. */
    private static final Function<SimulatedWorld, String> FIRING =
            world -> world.firings.get(world.firings.size() - 1).event();

    @Override
    public String toString() {
        return name;
    }

    /** Returns the event of a command that was issued {@code secondsAgo} seconds ago. */
    private static Function<SimulatedWorld, String> command(
            String id, int secondsAgo, ScheduleAction action, @Nullable DefinitionSpec def) {
        return world -> world.event(CommandSpec.of(id, action, NAME, world.now().minusSeconds(secondsAgo), def));
    }

    private static Function<SimulatedWorld, String> command(String id, int secondsAgo, ScheduleAction action) {
        return command(id, secondsAgo, action, null);
    }

    private static Consumer<SimulatedWorld> created(DefinitionSpec def) {
        return all(send("c1", CREATE, def), advance(MINUTE.multipliedBy(10)));
    }

    private static Consumer<SimulatedWorld> lostEntry(DefinitionSpec def) {
        return all(created(def), world -> world.engine.delete(CommandSpec.idOf(NAME)));
    }

    private static Consumer<SimulatedWorld> editedEntry(DefinitionSpec def) {
        return all(created(def), world -> world.editEntry(NAME, "rate(3 minutes)"));
    }

    /** Creates a schedule and advances to a firing that the engine has dispatched and the function has not received. */
    private static Consumer<SimulatedWorld> firingInTransit(DefinitionSpec def) {
        return all(created(def), SimulatedWorld::holdFirings, advance(MINUTE.multipliedBy(50)));
    }

    static final List<RacePair> CONVERGING = List.of(
            new RacePair(
                    "update, update",
                    created(YEARLY),
                    command("u1", 2, UPDATE, YEARLY.withMark("b")),
                    command("u2", 1, UPDATE, YEARLY.withMark("c"))),
            new RacePair(
                    "update, pause",
                    created(HOURLY),
                    command("u1", 1, UPDATE, HOURLY.withMark("b")),
                    command("p1", 2, PAUSE)),
            new RacePair(
                    "update, delete",
                    created(HOURLY),
                    command("u1", 1, UPDATE, HOURLY.withMark("b")),
                    command("d1", 2, DELETE)),
            new RacePair("pause, resume", created(HOURLY), command("p1", 2, PAUSE), command("r1", 1, RESUME)),
            new RacePair(
                    "resume, pause",
                    all(created(HOURLY), send("p0", PAUSE), advance(MINUTE)),
                    command("r1", 2, RESUME),
                    command("p1", 1, PAUSE)),
            new RacePair("pause, delete", created(HOURLY), command("p1", 2, PAUSE), command("d1", 1, DELETE)),
            new RacePair(
                    "create, create", world -> {}, command("c1", 2, CREATE, YEARLY), command("c2", 1, CREATE, YEARLY)),
            new RacePair(
                    "create, different create",
                    world -> {},
                    command("c1", 2, CREATE, YEARLY),
                    command("c2", 1, CREATE, HOURLY)),
            new RacePair("create, pause", world -> {}, command("c1", 2, CREATE, HOURLY), command("p1", 1, PAUSE)),
            new RacePair("create, delete", world -> {}, command("c1", 2, CREATE, HOURLY), command("d1", 1, DELETE)),
            new RacePair("delete, create", created(HOURLY), command("d1", 2, DELETE), command("c2", 1, CREATE, YEARLY)),
            new RacePair(
                    "the same update twice",
                    created(YEARLY),
                    command("u1", 1, UPDATE, HOURLY),
                    command("u1", 1, UPDATE, HOURLY)),
            new RacePair(
                    "the same trigger twice", created(YEARLY), command("t1", 1, TRIGGER), command("t1", 1, TRIGGER)),
            new RacePair("trigger, delete", created(YEARLY), command("t1", 2, TRIGGER), command("d1", 1, DELETE)),
            new RacePair(
                    "two updates with the same If-Match",
                    created(YEARLY),
                    world -> world.event(CommandSpec.of("u1", UPDATE, NAME, world.now(), HOURLY)
                            .withExpectedVersion(1)
                            .fromApi()),
                    world -> world.event(CommandSpec.of("u2", UPDATE, NAME, world.now(), HALF_HOURLY)
                            .withExpectedVersion(1)
                            .fromApi())),
            new RacePair(
                    "reconcile of a lost entry, update",
                    lostEntry(HOURLY),
                    RECONCILE,
                    command("u1", 1, UPDATE, HOURLY.withMark("b"))),
            new RacePair("reconcile of a lost entry, delete", lostEntry(HOURLY), RECONCILE, command("d1", 1, DELETE)),
            new RacePair(
                    "reconcile of an edited entry, update",
                    editedEntry(HOURLY),
                    RECONCILE,
                    command("u1", 1, UPDATE, HOURLY.withMark("b"))),
            new RacePair(
                    "reconcile of an edited entry, pause", editedEntry(HOURLY), RECONCILE, command("p1", 1, PAUSE)),
            new RacePair(
                    "reconcile of an edited entry, delete", editedEntry(HOURLY), RECONCILE, command("d1", 1, DELETE)),
            new RacePair("reconcile, reconcile", lostEntry(HOURLY), RECONCILE, RECONCILE),
            new RacePair(
                    "reconcile of an orphan, create",
                    world -> world.editEntry(NAME, "rate(3 minutes)"),
                    RECONCILE,
                    command("c1", 1, CREATE, HOURLY)));

    static final List<RacePair> EXECUTING = List.of(
            new RacePair("firing, pause", firingInTransit(HALF_HOURLY), FIRING, command("p1", 1, PAUSE)),
            new RacePair("firing, delete", firingInTransit(HALF_HOURLY), FIRING, command("d1", 1, DELETE)),
            new RacePair("firing, update", firingInTransit(HALF_HOURLY), FIRING, command("u1", 1, UPDATE, YEARLY)),
            new RacePair("the same firing twice", firingInTransit(HALF_HOURLY), FIRING, FIRING),
            new RacePair("firing of a rate, pause", firingInTransit(HOURLY), FIRING, command("p1", 1, PAUSE)),
            new RacePair("firing of a rate, delete", firingInTransit(HOURLY), FIRING, command("d1", 1, DELETE)),
            new RacePair("last firing, pause", firingInTransit(ONCE), FIRING, command("p1", 1, PAUSE)),
            new RacePair("last firing, delete", firingInTransit(ONCE), FIRING, command("d1", 1, DELETE)),
            new RacePair("last firing, update", firingInTransit(ONCE), FIRING, command("u1", 1, UPDATE, YEARLY)),
            new RacePair("last firing, create", firingInTransit(ONCE), FIRING, command("c2", 1, CREATE, YEARLY)),
            new RacePair("last firing, reconcile", firingInTransit(ONCE), FIRING, RECONCILE),
            new RacePair("the same last firing twice", firingInTransit(ONCE), FIRING, FIRING),
            new RacePair(
                    "outdated firing, update",
                    all(firingInTransit(HALF_HOURLY), send("u0", UPDATE, HALF_HOURLY.withMark("b"))),
                    FIRING,
                    command("u1", 0, UPDATE, HALF_HOURLY.withMark("c"))),
            new RacePair(
                    "late firing of a completed schedule, create",
                    all(
                            firingInTransit(ONCE),
                            world -> world.lambda.enqueue(FIRING.apply(world), world.now()),
                            SimulatedWorld::runDue),
                    FIRING,
                    command("c2", 0, CREATE, HOURLY)));
}
