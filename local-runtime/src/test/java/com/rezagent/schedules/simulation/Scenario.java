package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.command.Action.CREATE;
import static com.rezagent.schedules.command.Action.DELETE;
import static com.rezagent.schedules.command.Action.PAUSE;
import static com.rezagent.schedules.command.Action.RESUME;
import static com.rezagent.schedules.command.Action.TRIGGER;
import static com.rezagent.schedules.command.Action.UPDATE;
import static com.rezagent.schedules.simulation.SimulatedWorld.START;

import com.rezagent.schedules.command.Action;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.local.LocalStage;
import com.rezagent.schedules.schedule.RetryPolicy;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is done to a world.
 *
 * @param before what leads up to it, undisturbed
 * @param step what is disturbed
 * @param after what is done in the end, undisturbed
 */
record Scenario(
        String name, Consumer<SimulatedWorld> before, Consumer<SimulatedWorld> step, Consumer<SimulatedWorld> after) {
    Scenario(String name, Consumer<SimulatedWorld> before, Consumer<SimulatedWorld> step) {
        this(name, before, step, world -> {});
    }

    static final String NAME = "s";
    static final DefinitionSpec YEARLY = DefinitionSpec.yearly("a");
    static final DefinitionSpec HOURLY = DefinitionSpec.of("rate(1 hour)", "a");
    static final DefinitionSpec HALF_HOURLY = DefinitionSpec.of("cron(0/30 * * * ? *)", "a");
    static final DefinitionSpec ONCE = DefinitionSpec.at(START.plus(Duration.ofHours(1)), "a");

    @Override
    public String toString() {
        return name;
    }

    static CommandSpec command(SimulatedWorld world, String id, Action action, @Nullable DefinitionSpec def) {
        return CommandSpec.of(id, action, NAME, world.now(), def);
    }

    /** Sends a command, issued now. */
    static Consumer<SimulatedWorld> send(String id, Action action) {
        return send(id, action, null);
    }

    static Consumer<SimulatedWorld> send(String id, Action action, @Nullable DefinitionSpec def) {
        return world -> world.send(command(world, id, action, def));
    }

    /** Sends a command that was issued a while ago. */
    static Consumer<SimulatedWorld> sendLate(String id, Action action, @Nullable DefinitionSpec def, Duration age) {
        return world -> world.send(CommandSpec.of(id, action, NAME, world.now().minus(age), def));
    }

    static Consumer<SimulatedWorld> advance(Duration time) {
        return world -> world.advance(time);
    }

    @SafeVarargs
    static Consumer<SimulatedWorld> all(Consumer<SimulatedWorld>... parts) {
        return world -> List.of(parts).forEach(it -> it.accept(world));
    }

    private static final Duration HALF_A_SECOND = Duration.ofMillis(500);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);

    /** A schedule that was made ten minutes ago. */
    static Consumer<SimulatedWorld> created(DefinitionSpec def) {
        return all(send("c1", CREATE, def), advance(MINUTE.multipliedBy(10)));
    }

    static final List<Scenario> COMMANDS = List.of(
            new Scenario("create a cron", world -> {}, send("c1", CREATE, YEARLY)),
            new Scenario("create a rate", world -> {}, send("c1", CREATE, HOURLY)),
            new Scenario("create an at", world -> {}, send("c1", CREATE, ONCE)),
            new Scenario("create what is there", created(YEARLY), send("c2", CREATE, YEARLY)),
            new Scenario(
                    "create again after delete",
                    all(created(YEARLY), send("d1", DELETE), advance(MINUTE)),
                    send("c2", CREATE, YEARLY.withMark("b"))),
            new Scenario("update a cron", created(YEARLY), send("u1", UPDATE, HALF_HOURLY)),
            new Scenario("update a rate's payload", created(HOURLY), send("u1", UPDATE, HOURLY.withMark("b"))),
            new Scenario("update a rate's window", created(HOURLY), send("u1", UPDATE, HOURLY.withWindow(5))),
            new Scenario(
                    "a delete that a resume of nothing overtakes",
                    all(created(HOURLY), send("r1", RESUME), advance(MINUTE)),
                    sendLate("d1", DELETE, null, MINUTE.multipliedBy(5))),
            new Scenario(
                    "update a rate's period",
                    created(HOURLY),
                    send("u1", UPDATE, DefinitionSpec.of("rate(2 hours)", "a"))),
            new Scenario("update to what is there", created(YEARLY), send("u1", UPDATE, YEARLY)),
            new Scenario("pause", created(HOURLY), send("p1", PAUSE)),
            new Scenario("resume", all(created(HOURLY), send("p1", PAUSE), advance(MINUTE)), send("r1", RESUME)),
            new Scenario("delete", created(HOURLY), send("d1", DELETE)),
            new Scenario("delete twice", all(created(HOURLY), send("d1", DELETE), advance(MINUTE)), send("d2", DELETE)),
            new Scenario("trigger", created(YEARLY), send("t1", TRIGGER)),
            new Scenario("trigger a paused one", all(created(YEARLY), send("p1", PAUSE)), send("t1", TRIGGER)),
            new Scenario(
                    "a stale resume",
                    all(created(HOURLY), send("p1", PAUSE), advance(MINUTE)),
                    sendLate("r1", RESUME, null, MINUTE.multipliedBy(5))),
            new Scenario(
                    "a stale create after the delete",
                    all(created(HOURLY), send("d1", DELETE), advance(MINUTE)),
                    sendLate("c0", CREATE, YEARLY, MINUTE.multipliedBy(5))),
            new Scenario(
                    "an invalid update",
                    created(HOURLY),
                    send("u1", UPDATE, DefinitionSpec.of("cron(0 25 * * ? *)", "a"))),
            new Scenario(
                    "an invalid create", world -> {}, send("c1", CREATE, DefinitionSpec.of("cron(0 25 * * ? *)", "a"))),
            new Scenario(
                    "an update of what is not there",
                    world -> {},
                    world -> world.send(command(world, "u1", UPDATE, YEARLY).fromApi())),
            new Scenario(
                    "a name that is taken",
                    created(YEARLY),
                    sendLate("c2", CREATE, YEARLY.withMark("b"), MINUTE.multipliedBy(5))),
            new Scenario(
                    "an update with an old version",
                    all(created(YEARLY), send("p1", PAUSE)),
                    world -> world.send(
                            command(world, "u1", UPDATE, HALF_HOURLY).withExpectedVersion(1).fromApi())),
            new Scenario(
                    "a create that the engine refuses", world -> world.setEngineRefuses(true), send("c1", CREATE, YEARLY)),
            new Scenario(
                    "an update that the engine refuses",
                    all(created(HOURLY), world -> world.setEngineRefuses(true)),
                    send("u1", UPDATE, YEARLY)),
            new Scenario(
                    "what the engine refused, created once more",
                    all(
                            world -> world.setEngineRefuses(true),
                            send("c1", CREATE, YEARLY),
                            advance(MINUTE),
                            world -> world.setEngineRefuses(false)),
                    send("c2", CREATE, YEARLY)));

    /** Which command counts, whenever it arrives and whatever its publisher's clock says. */
    static final List<Scenario> STAMPS = List.of(
            new Scenario(
                    "a create that came too late",
                    created(YEARLY),
                    sendLate("c0", CREATE, YEARLY.withMark("b"), MINUTE.multipliedBy(15))),
            new Scenario(
                    "a delete that came too late", created(YEARLY), sendLate("d1", DELETE, null, MINUTE.multipliedBy(15))),
            new Scenario(
                    "a delete from before a create that came too late",
                    all(
                            created(YEARLY),
                            send("u1", UPDATE, HALF_HOURLY),
                            sendLate("c2", CREATE, YEARLY.withMark("b"), MINUTE.multipliedBy(5))),
                    sendLate("d1", DELETE, null, MINUTE.multipliedBy(7))),
            new Scenario(
                    "a pause from before a delete that came too late",
                    all(created(HOURLY), sendLate("d1", DELETE, null, MINUTE.multipliedBy(15))),
                    sendLate("p1", PAUSE, null, MINUTE.multipliedBy(17))),
            new Scenario(
                    "a pause from between a delete and the create after it",
                    all(
                            created(HOURLY),
                            send("d1", DELETE),
                            advance(MINUTE.multipliedBy(2)),
                            send("c2", CREATE, HOURLY.withMark("b"))),
                    sendLate("p1", PAUSE, null, MINUTE)),
            new Scenario(
                    "a resume of the same instant as a delete",
                    all(created(HOURLY), send("d1", DELETE)),
                    send("r1", RESUME)),
            new Scenario(
                    "update to what is there, of a completed one",
                    all(created(ONCE), advance(HOUR)),
                    send("u1", UPDATE, ONCE)),
            new Scenario(
                    "a trigger published again with another time",
                    all(created(YEARLY), send("t1", TRIGGER), advance(MINUTE)),
                    sendLate("t1", TRIGGER, null, MINUTE.multipliedBy(5))));

    static final List<Scenario> EXECUTIONS = List.of(
            new Scenario("a cron fires", created(HALF_HOURLY), advance(MINUTE.multipliedBy(20))),
            new Scenario("a rate fires", created(HOURLY), advance(MINUTE.multipliedBy(50))),
            new Scenario("an at fires and completes", created(ONCE), advance(MINUTE.multipliedBy(50))),
            new Scenario(
                    "the last of a cron fires and completes",
                    created(HALF_HOURLY.withEnd(START.plus(HOUR))),
                    advance(MINUTE.multipliedBy(50))),
            new Scenario(
                    "a firing on its way is paused",
                    all(created(ONCE), SimulatedWorld::holdFirings, advance(MINUTE.multipliedBy(50)), send("p1", PAUSE)),
                    SimulatedWorld::deliverFirings),
            new Scenario(
                    "a firing on its way is deleted",
                    all(created(ONCE), SimulatedWorld::holdFirings, advance(MINUTE.multipliedBy(50)), send("d1", DELETE)),
                    SimulatedWorld::deliverFirings),
            new Scenario(
                    "a firing on its way is not wanted any more",
                    all(
                            created(HALF_HOURLY),
                            SimulatedWorld::holdFirings,
                            advance(MINUTE.multipliedBy(20)),
                            send("u1", UPDATE, YEARLY)),
                    SimulatedWorld::deliverFirings),
            new Scenario(
                    "a firing of an older version",
                    all(
                            created(HALF_HOURLY),
                            SimulatedWorld::holdFirings,
                            advance(MINUTE.multipliedBy(20)),
                            send("u1", UPDATE, HALF_HOURLY.withMark("b"))),
                    SimulatedWorld::deliverFirings),
            new Scenario("an orphan fires", Scenario::putOrphan, advance(MINUTE.multipliedBy(2))));

    /** What converging must bring the engine to, and what entries fire that were left behind. */
    static final List<Scenario> ENTRIES = List.of(
            new Scenario(
                    "an at falls due while its create is under way",
                    world -> {},
                    send("c1", CREATE, DefinitionSpec.at(START.plusSeconds(30), "a"))),
            new Scenario(
                    "a rate is edited in its last period",
                    all(created(HOURLY.withEnd(START.plus(HOUR.multipliedBy(2)))), advance(HOUR)),
                    send(
                            "u1",
                            UPDATE,
                            HOURLY.withEnd(START.plus(HOUR.multipliedBy(2))).withWindow(5)),
                    advance(HOUR)),
            new Scenario(
                    "resume just after a first firing that the pause held back",
                    all(created(HOURLY.withStart(START.plus(HOUR))), send("p1", PAUSE), advance(MINUTE.multipliedBy(52))),
                    send("r1", RESUME)),
            new Scenario(
                    "an edit from before a resume, with a start that the pause held back",
                    all(created(YEARLY), send("p1", PAUSE), advance(MINUTE.multipliedBy(17)), send("r1", RESUME)),
                    sendLate("u1", UPDATE, HOURLY.withStart(START.plus(MINUTE.multipliedBy(20))), MINUTE.multipliedBy(3))),
            new Scenario(
                    "a firing of an earlier life",
                    all(
                            created(HALF_HOURLY),
                            SimulatedWorld::holdFirings,
                            advance(MINUTE.multipliedBy(20)),
                            send("d1", DELETE),
                            advance(HALF_A_SECOND),
                            send("c2", CREATE, HALF_HOURLY.withMark("b"))),
                    SimulatedWorld::deliverFirings),
            new Scenario(
                    "create again within the second of the delete",
                    all(send("c1", CREATE, HOURLY), send("d1", DELETE), advance(HALF_A_SECOND)),
                    send("c2", CREATE, HOURLY.withMark("b"))),
            new Scenario(
                    "an entry that an edit left behind fires",
                    all(
                            created(HOURLY),
                            world -> world.faultPlan.startOutage(SimulatedCall.Port.ENGINE),
                            send(
                                    "u1",
                                    UPDATE,
                                    DefinitionSpec.of("rate(7 days)", "a").withStart(START.plus(HOUR.multipliedBy(90)))),
                            SimulatedWorld::runUntilIdle,
                            world -> world.faultPlan.disarm(),
                            world -> world.lambda.deadLetters().clear()),
                    advance(MINUTE.multipliedBy(45))));

    /** An entry that nobody asked for, and that names a schedule which there never was. */
    private static void putOrphan(SimulatedWorld world) {
        world.putEntry(new EngineEntry(
                CommandSpec.idOf("orphan"),
                "nobody's",
                "rate(7 days)",
                "UTC",
                world.now().plus(MINUTE),
                null,
                null,
                EngineEntry.EntryState.ENABLED,
                RetryPolicy.DEFAULT,
                LocalStage.TARGET,
                "{\"schedule_id\":\"" + CommandSpec.idOf("orphan")
                        + "\",\"version\":1,\"scheduled_time\":\"<aws.scheduler.scheduled-time>\"}"));
    }

    static final List<Scenario> RECONCILES = List.of(
            new Scenario(
                    "reconcile a lost entry",
                    all(created(HOURLY), world -> world.engine.delete(CommandSpec.idOf(NAME))),
                    SimulatedWorld::reconcile,
                    SimulatedWorld::reconcile),
            new Scenario(
                    "reconcile an entry that was lost after a new payload",
                    all(
                            created(HOURLY),
                            send("u1", UPDATE, HOURLY.withMark("b")),
                            world -> world.engine.delete(CommandSpec.idOf(NAME))),
                    SimulatedWorld::reconcile,
                    SimulatedWorld::reconcile),
            new Scenario(
                    "reconcile an entry that somebody changed",
                    all(created(HOURLY), world -> world.editEntry(NAME, "rate(3 minutes)")),
                    SimulatedWorld::reconcile,
                    SimulatedWorld::reconcile),
            new Scenario(
                    "reconcile a foreign entry",
                    all(created(HOURLY), world -> world.editEntry("foreign", "rate(7 days)")),
                    SimulatedWorld::reconcile,
                    SimulatedWorld::reconcile),
            new Scenario(
                    "reconcile a missed firing",
                    all(created(ONCE), world -> world.engine.delete(CommandSpec.idOf(NAME)), advance(Duration.ofHours(26))),
                    SimulatedWorld::reconcile,
                    SimulatedWorld::reconcile),
            new Scenario(
                    "reconcile a firing that was lost before an update",
                    all(lostBefore(UPDATE, YEARLY), advance(Duration.ofHours(26))),
                    SimulatedWorld::reconcile,
                    SimulatedWorld::reconcile),
            new Scenario(
                    "reconcile a firing that was lost before a delete",
                    all(lostBefore(DELETE, null), advance(Duration.ofHours(26))),
                    SimulatedWorld::reconcile,
                    SimulatedWorld::reconcile),
            new Scenario(
                    "update what has lost a firing",
                    lostBefore(null, null),
                    send("change", UPDATE, YEARLY),
                    all(advance(Duration.ofHours(26)), SimulatedWorld::reconcile)));

    /** A firing is lost, and ten minutes later the schedule is changed. */
    private static Consumer<SimulatedWorld> lostBefore(@Nullable Action change, @Nullable DefinitionSpec def) {
        return all(
                created(HALF_HOURLY),
                world -> world.engine.delete(CommandSpec.idOf(NAME)),
                advance(MINUTE.multipliedBy(30)),
                change == null ? world -> {} : send("change", change, def));
    }
}
