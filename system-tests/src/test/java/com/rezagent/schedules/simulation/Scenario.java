package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.command.ScheduleAction.CREATE;
import static com.rezagent.schedules.command.ScheduleAction.DELETE;
import static com.rezagent.schedules.command.ScheduleAction.PAUSE;
import static com.rezagent.schedules.command.ScheduleAction.RESUME;
import static com.rezagent.schedules.command.ScheduleAction.TRIGGER;
import static com.rezagent.schedules.command.ScheduleAction.UPDATE;
import static com.rezagent.schedules.simulation.SimulatedWorld.START;

import com.rezagent.schedules.command.ScheduleAction;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.local.system.LocalStage;
import com.rezagent.schedules.schedule.RetryPolicy;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A step that is run in a simulated world, without and with injected faults.
 *
 * @param before the preparation, without faults
 * @param step the step into which faults are injected
 * @param after what follows at the end, without faults
 */
record Scenario(
        String name, Consumer<SimulatedWorld> before, Consumer<SimulatedWorld> step, Consumer<SimulatedWorld> after) {
    private static final Duration HALF_A_SECOND = Duration.ofMillis(500);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);

    static final String NAME = "s";
    static final DefinitionSpec YEARLY = DefinitionSpec.yearly("a");
    static final DefinitionSpec HOURLY = DefinitionSpec.of("rate(1 hour)", "a");
    static final DefinitionSpec HALF_HOURLY = DefinitionSpec.of("cron(0/30 * * * ? *)", "a");
    static final DefinitionSpec ONCE = DefinitionSpec.at(START.plus(Duration.ofHours(1)), "a");

    Scenario(String name, Consumer<SimulatedWorld> before, Consumer<SimulatedWorld> step) {
        this(name, before, step, world -> {});
    }

    @Override
    public String toString() {
        return name;
    }

    static CommandSpec command(SimulatedWorld world, String id, ScheduleAction action, @Nullable DefinitionSpec def) {
        return CommandSpec.of(id, action, NAME, world.now(), def);
    }

    /** Sends a command that is issued now. */
    static Consumer<SimulatedWorld> send(String id, ScheduleAction action) {
        return send(id, action, null);
    }

    static Consumer<SimulatedWorld> send(String id, ScheduleAction action, @Nullable DefinitionSpec def) {
        return world -> world.send(command(world, id, action, def));
    }

    /** Sends a command that was issued {@code age} ago. */
    static Consumer<SimulatedWorld> sendLate(
            String id, ScheduleAction action, @Nullable DefinitionSpec def, Duration age) {
        return world -> world.send(CommandSpec.of(id, action, NAME, world.now().minus(age), def));
    }

    static Consumer<SimulatedWorld> advance(Duration time) {
        return world -> world.advance(time);
    }

    @SafeVarargs
    static Consumer<SimulatedWorld> all(Consumer<SimulatedWorld>... parts) {
        return world -> List.of(parts).forEach(it -> it.accept(world));
    }

    /** Creates a schedule, ten minutes before the next step. */
    static Consumer<SimulatedWorld> created(DefinitionSpec def) {
        return all(send("c1", CREATE, def), advance(MINUTE.multipliedBy(10)));
    }

    static final List<Scenario> COMMANDS = List.of(
            new Scenario("create with a cron expression", world -> {}, send("c1", CREATE, YEARLY)),
            new Scenario("create with a rate", world -> {}, send("c1", CREATE, HOURLY)),
            new Scenario("create with an at()", world -> {}, send("c1", CREATE, ONCE)),
            new Scenario("identical create", created(YEARLY), send("c2", CREATE, YEARLY)),
            new Scenario(
                    "create after a delete",
                    all(created(YEARLY), send("d1", DELETE), advance(MINUTE)),
                    send("c2", CREATE, YEARLY.withMark("b"))),
            new Scenario("update a cron expression", created(YEARLY), send("u1", UPDATE, HALF_HOURLY)),
            new Scenario("update a rate's payload", created(HOURLY), send("u1", UPDATE, HOURLY.withMark("b"))),
            new Scenario("update a rate's flexible window", created(HOURLY), send("u1", UPDATE, HOURLY.withWindow(5))),
            new Scenario(
                    "late delete after a resume that changed nothing",
                    all(created(HOURLY), send("r1", RESUME), advance(MINUTE)),
                    sendLate("d1", DELETE, null, MINUTE.multipliedBy(5))),
            new Scenario(
                    "update a rate's period",
                    created(HOURLY),
                    send("u1", UPDATE, DefinitionSpec.of("rate(2 hours)", "a"))),
            new Scenario("identical update", created(YEARLY), send("u1", UPDATE, YEARLY)),
            new Scenario("pause", created(HOURLY), send("p1", PAUSE)),
            new Scenario("resume", all(created(HOURLY), send("p1", PAUSE), advance(MINUTE)), send("r1", RESUME)),
            new Scenario("delete", created(HOURLY), send("d1", DELETE)),
            new Scenario("delete twice", all(created(HOURLY), send("d1", DELETE), advance(MINUTE)), send("d2", DELETE)),
            new Scenario("trigger", created(YEARLY), send("t1", TRIGGER)),
            new Scenario("trigger a paused schedule", all(created(YEARLY), send("p1", PAUSE)), send("t1", TRIGGER)),
            new Scenario(
                    "stale resume",
                    all(created(HOURLY), send("p1", PAUSE), advance(MINUTE)),
                    sendLate("r1", RESUME, null, MINUTE.multipliedBy(5))),
            new Scenario(
                    "stale create after a delete",
                    all(created(HOURLY), send("d1", DELETE), advance(MINUTE)),
                    sendLate("c0", CREATE, YEARLY, MINUTE.multipliedBy(5))),
            new Scenario(
                    "invalid update",
                    created(HOURLY),
                    send("u1", UPDATE, DefinitionSpec.of("cron(0 25 * * ? *)", "a"))),
            new Scenario(
                    "invalid create", world -> {}, send("c1", CREATE, DefinitionSpec.of("cron(0 25 * * ? *)", "a"))),
            new Scenario(
                    "update of a missing schedule",
                    world -> {},
                    world -> world.send(command(world, "u1", UPDATE, YEARLY).fromApi())),
            new Scenario(
                    "create with a name in use",
                    created(YEARLY),
                    sendLate("c2", CREATE, YEARLY.withMark("b"), MINUTE.multipliedBy(5))),
            new Scenario(
                    "update with an outdated version",
                    all(created(YEARLY), send("p1", PAUSE)),
                    world -> world.send(command(world, "u1", UPDATE, HALF_HOURLY)
                            .withExpectedVersion(1)
                            .fromApi())),
            new Scenario(
                    "create refused by the engine", world -> world.setEngineRefuses(true), send("c1", CREATE, YEARLY)),
            new Scenario(
                    "update refused by the engine",
                    all(created(HOURLY), world -> world.setEngineRefuses(true)),
                    send("u1", UPDATE, YEARLY)),
            new Scenario(
                    "create again after the engine refused it",
                    all(
                            world -> world.setEngineRefuses(true),
                            send("c1", CREATE, YEARLY),
                            advance(MINUTE),
                            world -> world.setEngineRefuses(false)),
                    send("c2", CREATE, YEARLY)));

    /** Commands that arrive late, or whose stamps decide their effect. */
    static final List<Scenario> STAMPS = List.of(
            new Scenario(
                    "overtaken create",
                    created(YEARLY),
                    sendLate("c0", CREATE, YEARLY.withMark("b"), MINUTE.multipliedBy(15))),
            new Scenario("overtaken delete", created(YEARLY), sendLate("d1", DELETE, null, MINUTE.multipliedBy(15))),
            new Scenario(
                    "delete issued before an overtaken create",
                    all(
                            created(YEARLY),
                            send("u1", UPDATE, HALF_HOURLY),
                            sendLate("c2", CREATE, YEARLY.withMark("b"), MINUTE.multipliedBy(5))),
                    sendLate("d1", DELETE, null, MINUTE.multipliedBy(7))),
            new Scenario(
                    "pause issued before an overtaken delete",
                    all(created(HOURLY), sendLate("d1", DELETE, null, MINUTE.multipliedBy(15))),
                    sendLate("p1", PAUSE, null, MINUTE.multipliedBy(17))),
            new Scenario(
                    "pause issued between a delete and the next create",
                    all(
                            created(HOURLY),
                            send("d1", DELETE),
                            advance(MINUTE.multipliedBy(2)),
                            send("c2", CREATE, HOURLY.withMark("b"))),
                    sendLate("p1", PAUSE, null, MINUTE)),
            new Scenario(
                    "resume issued at the same instant as a delete",
                    all(created(HOURLY), send("d1", DELETE)),
                    send("r1", RESUME)),
            new Scenario(
                    "identical update of a completed schedule",
                    all(created(ONCE), advance(HOUR)),
                    send("u1", UPDATE, ONCE)),
            new Scenario(
                    "trigger published again with another time",
                    all(created(YEARLY), send("t1", TRIGGER), advance(MINUTE)),
                    sendLate("t1", TRIGGER, null, MINUTE.multipliedBy(5))));

    static final List<Scenario> EXECUTIONS = List.of(
            new Scenario("a cron fires", created(HALF_HOURLY), advance(MINUTE.multipliedBy(20))),
            new Scenario("a rate fires", created(HOURLY), advance(MINUTE.multipliedBy(50))),
            new Scenario("an at() fires and completes", created(ONCE), advance(MINUTE.multipliedBy(50))),
            new Scenario(
                    "the last cron firing completes the schedule",
                    created(HALF_HOURLY.withEnd(START.plus(HOUR))),
                    advance(MINUTE.multipliedBy(50))),
            new Scenario(
                    "pause while a firing is in transit",
                    all(
                            created(ONCE),
                            SimulatedWorld::holdFirings,
                            advance(MINUTE.multipliedBy(50)),
                            send("p1", PAUSE)),
                    SimulatedWorld::deliverFirings),
            new Scenario(
                    "delete while a firing is in transit",
                    all(
                            created(ONCE),
                            SimulatedWorld::holdFirings,
                            advance(MINUTE.multipliedBy(50)),
                            send("d1", DELETE)),
                    SimulatedWorld::deliverFirings),
            new Scenario(
                    "update that removes a firing in transit",
                    all(
                            created(HALF_HOURLY),
                            SimulatedWorld::holdFirings,
                            advance(MINUTE.multipliedBy(20)),
                            send("u1", UPDATE, YEARLY)),
                    SimulatedWorld::deliverFirings),
            new Scenario(
                    "firing of an older version",
                    all(
                            created(HALF_HOURLY),
                            SimulatedWorld::holdFirings,
                            advance(MINUTE.multipliedBy(20)),
                            send("u1", UPDATE, HALF_HOURLY.withMark("b"))),
                    SimulatedWorld::deliverFirings),
            new Scenario("an orphan fires", Scenario::putOrphan, advance(MINUTE.multipliedBy(2))));

    /** The entry that converging writes, and firings of outdated entries. */
    static final List<Scenario> ENTRIES = List.of(
            new Scenario(
                    "an at() is due while its create is in progress",
                    world -> {},
                    send("c1", CREATE, DefinitionSpec.at(START.plusSeconds(30), "a"))),
            new Scenario(
                    "update of a rate in its last period",
                    all(created(HOURLY.withEnd(START.plus(HOUR.multipliedBy(2)))), advance(HOUR)),
                    send(
                            "u1",
                            UPDATE,
                            HOURLY.withEnd(START.plus(HOUR.multipliedBy(2))).withWindow(5)),
                    advance(HOUR)),
            new Scenario(
                    "resume just after a first firing during the pause",
                    all(
                            created(HOURLY.withStart(START.plus(HOUR))),
                            send("p1", PAUSE),
                            advance(MINUTE.multipliedBy(52))),
                    send("r1", RESUME)),
            new Scenario(
                    "update issued before a resume, with a start during the pause",
                    all(created(YEARLY), send("p1", PAUSE), advance(MINUTE.multipliedBy(17)), send("r1", RESUME)),
                    sendLate(
                            "u1",
                            UPDATE,
                            HOURLY.withStart(START.plus(MINUTE.multipliedBy(20))),
                            MINUTE.multipliedBy(3))),
            new Scenario(
                    "firing of an earlier incarnation",
                    all(
                            created(HALF_HOURLY),
                            SimulatedWorld::holdFirings,
                            advance(MINUTE.multipliedBy(20)),
                            send("d1", DELETE),
                            advance(HALF_A_SECOND),
                            send("c2", CREATE, HALF_HOURLY.withMark("b"))),
                    SimulatedWorld::deliverFirings),
            new Scenario(
                    "create in the same second as the delete",
                    all(send("c1", CREATE, HOURLY), send("d1", DELETE), advance(HALF_A_SECOND)),
                    send("c2", CREATE, HOURLY.withMark("b"))),
            new Scenario(
                    "an outdated entry fires after an update that did not converge",
                    all(
                            created(HOURLY),
                            world -> world.faultPlan.startOutage(SimulatedCall.Port.ENGINE),
                            send(
                                    "u1",
                                    UPDATE,
                                    DefinitionSpec.of("rate(7 days)", "a")
                                            .withStart(START.plus(HOUR.multipliedBy(90)))),
                            SimulatedWorld::runUntilIdle,
                            world -> world.faultPlan.disarm(),
                            world -> world.lambda.deadLetters().clear()),
                    advance(MINUTE.multipliedBy(45))));

    /** Puts an entry into the engine whose schedule never existed. */
    private static void putOrphan(SimulatedWorld world) {
        world.putEntry(new EngineEntry(
                CommandSpec.idOf("orphan"),
                "orphan",
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
                    "reconcile an entry lost after a payload update",
                    all(
                            created(HOURLY),
                            send("u1", UPDATE, HOURLY.withMark("b")),
                            world -> world.engine.delete(CommandSpec.idOf(NAME))),
                    SimulatedWorld::reconcile,
                    SimulatedWorld::reconcile),
            new Scenario(
                    "reconcile an edited entry",
                    all(created(HOURLY), world -> world.editEntry(NAME, "rate(3 minutes)")),
                    SimulatedWorld::reconcile,
                    SimulatedWorld::reconcile),
            new Scenario(
                    "reconcile an orphan",
                    all(created(HOURLY), world -> world.editEntry("foreign", "rate(7 days)")),
                    SimulatedWorld::reconcile,
                    SimulatedWorld::reconcile),
            new Scenario(
                    "reconcile a missed firing",
                    all(
                            created(ONCE),
                            world -> world.engine.delete(CommandSpec.idOf(NAME)),
                            advance(Duration.ofHours(26))),
                    SimulatedWorld::reconcile,
                    SimulatedWorld::reconcile),
            new Scenario(
                    "reconcile a firing lost before an update",
                    all(lostBefore(UPDATE, YEARLY), advance(Duration.ofHours(26))),
                    SimulatedWorld::reconcile,
                    SimulatedWorld::reconcile),
            new Scenario(
                    "reconcile a firing lost before a delete",
                    all(lostBefore(DELETE, null), advance(Duration.ofHours(26))),
                    SimulatedWorld::reconcile,
                    SimulatedWorld::reconcile),
            new Scenario(
                    "update after a lost firing",
                    lostBefore(null, null),
                    send("change", UPDATE, YEARLY),
                    all(advance(Duration.ofHours(26)), SimulatedWorld::reconcile)));

    /** A firing is lost, and ten minutes later the schedule is changed; not changed if {@code change} is null. */
    private static Consumer<SimulatedWorld> lostBefore(@Nullable ScheduleAction change, @Nullable DefinitionSpec def) {
        return all(
                created(HALF_HOURLY),
                world -> world.engine.delete(CommandSpec.idOf(NAME)),
                advance(MINUTE.multipliedBy(30)),
                change == null ? world -> {} : send("change", change, def));
    }
}
