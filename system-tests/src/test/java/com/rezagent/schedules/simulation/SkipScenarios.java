package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.command.ScheduleAction.CREATE;
import static com.rezagent.schedules.command.ScheduleAction.DELETE;
import static com.rezagent.schedules.command.ScheduleAction.PAUSE;
import static com.rezagent.schedules.command.ScheduleAction.RESUME;
import static com.rezagent.schedules.command.ScheduleAction.SKIP;
import static com.rezagent.schedules.command.ScheduleAction.TRIGGER;
import static com.rezagent.schedules.command.ScheduleAction.UNSKIP;
import static com.rezagent.schedules.command.ScheduleAction.UPDATE;
import static com.rezagent.schedules.simulation.GroupScenarios.member;
import static com.rezagent.schedules.simulation.GroupScenarios.pauseGroup;
import static com.rezagent.schedules.simulation.GroupScenarios.pauseUntil;
import static com.rezagent.schedules.simulation.Scenario.HALF_HOURLY;
import static com.rezagent.schedules.simulation.Scenario.HOURLY;
import static com.rezagent.schedules.simulation.Scenario.NAME;
import static com.rezagent.schedules.simulation.Scenario.ONCE;
import static com.rezagent.schedules.simulation.Scenario.YEARLY;
import static com.rezagent.schedules.simulation.Scenario.advance;
import static com.rezagent.schedules.simulation.Scenario.all;
import static com.rezagent.schedules.simulation.Scenario.created;
import static com.rezagent.schedules.simulation.Scenario.send;
import static com.rezagent.schedules.simulation.Scenario.sendLate;
import static com.rezagent.schedules.simulation.SimulatedWorld.START;

import com.rezagent.schedules.command.ScheduleAction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Scenarios of firings that are skipped. The schedule is created at 20:00; the next step is at 20:10. */
final class SkipScenarios {
    private static final Duration HOUR = Duration.ofHours(1);

    /** Longer than the grace of a firing. */
    private static final Duration A_DAY = Duration.ofHours(26);

    private static final DefinitionSpec DAILY = DefinitionSpec.of("cron(30 20 * * ? *)", "a");
    private static final DefinitionSpec EVERY_20_MINUTES = DefinitionSpec.of("cron(0/20 * * * ? *)", "a");
    private static final Consumer<SimulatedWorld> LOSE_ENTRY = world -> world.engine.delete(CommandSpec.idOf(NAME));

    private SkipScenarios() {}

    /** @param minutes of the firing, after {@link SimulatedWorld#START} */
    static Consumer<SimulatedWorld> skip(String id, int minutes) {
        return late(id, SKIP, at(minutes), Duration.ZERO);
    }

    static Consumer<SimulatedWorld> skipNext(String id) {
        return late(id, SKIP, null, Duration.ZERO);
    }

    static Consumer<SimulatedWorld> unskip(String id, int minutes) {
        return late(id, UNSKIP, at(minutes), Duration.ZERO);
    }

    /** Sends a command for one firing that was issued {@code age} ago. */
    static Consumer<SimulatedWorld> late(String id, ScheduleAction action, @Nullable Instant time, Duration age) {
        return world -> world.send(
                CommandSpec.of(id, action, NAME, world.now().minus(age), null).ofFiring(time));
    }

    static Instant at(int minutes) {
        return START.plus(Duration.ofMinutes(minutes));
    }

    private static Consumer<SimulatedWorld> minutes(int minutes) {
        return advance(Duration.ofMinutes(minutes));
    }

    /** Advances to 20:31; the firings until then are dispatched and not delivered. */
    private static Consumer<SimulatedWorld> firingInTransit() {
        return all(SimulatedWorld::holdFirings, minutes(21));
    }

    /** Returns the event of a firing of the entry as it is, with a scheduled time that the engine reports. */
    static String firingEvent(SimulatedWorld world, Instant scheduledTime) {
        return world.entry(NAME)
                .orElseThrow()
                .entry()
                .input()
                .replace("<aws.scheduler.scheduled-time>", scheduledTime.toString());
    }

    /** Delivers a firing of the schedule that the engine reports {@code seconds} after 21:00, at its time. */
    private static Consumer<SimulatedWorld> firingReported(int seconds) {
        return world -> {
            Instant time = at(60).plusSeconds(seconds);
            world.advance(Duration.between(world.now(), time));
            world.deliver(firingEvent(world, time));
        };
    }

    private static final Consumer<SimulatedWorld> FIFTY_SKIPS = world -> {
        for (int i = 1; i <= 50; i++) {
            skip("k" + i, 30 * i).accept(world);
        }
    };

    static final List<Scenario> COMMANDS = List.of(
            new Scenario("skip a firing", created(HALF_HOURLY), skip("k1", 30)),
            new Scenario("skip the next firing", created(HALF_HOURLY), skipNext("k1")),
            new Scenario("skip a firing of a rate", created(HOURLY), skip("k1", 60)),
            new Scenario(
                    "skip a time within the tolerance of a rate",
                    created(HOURLY),
                    late("k1", SKIP, at(60).minusSeconds(29), Duration.ZERO)),
            new Scenario(
                    "skip a time outside the tolerance of a rate",
                    created(HOURLY),
                    late("k1", SKIP, at(60).plusSeconds(30), Duration.ZERO)),
            new Scenario("skip the same firing again", all(created(HALF_HOURLY), skip("k1", 30)), skip("k2", 30)),
            new Scenario("skip the next firing again", all(created(HALF_HOURLY), skipNext("k1")), skipNext("k2")),
            new Scenario("unskip a firing", all(created(HALF_HOURLY), skip("k1", 30)), unskip("k2", 30)),
            new Scenario("unskip a firing that is not skipped", created(HALF_HOURLY), unskip("k1", 30)),
            new Scenario("skip what is no firing", created(HALF_HOURLY), skip("k1", 31)),
            new Scenario("skip a firing that has passed", all(created(HALF_HOURLY), minutes(25)), skip("k1", 30)),
            new Scenario(
                    "skip the next firing of a completed schedule", all(created(ONCE), minutes(120)), skipNext("k1")),
            new Scenario("skip the 51st firing", all(created(HALF_HOURLY), FIFTY_SKIPS), skip("k51", 30 * 51)),
            new Scenario(
                    "skip a firing of a missing schedule",
                    world -> {},
                    world -> world.send(CommandSpec.of("k1", SKIP, NAME, world.now(), null)
                            .ofFiring(at(30))
                            .fromApi())),
            new Scenario(
                    "skip a firing before the create arrives",
                    world -> {},
                    all(
                            late("k1", SKIP, at(30), Duration.ofSeconds(-31)),
                            advance(Duration.ofSeconds(30)),
                            send("c1", CREATE, HALF_HOURLY))),
            new Scenario(
                    "skip issued before an unskip",
                    all(created(HALF_HOURLY), unskip("k2", 30), minutes(1)),
                    late("k1", SKIP, at(30), Duration.ofMinutes(5))),
            new Scenario(
                    "unskip issued before a skip",
                    all(created(HALF_HOURLY), skip("k2", 30), minutes(1)),
                    late("k1", UNSKIP, at(30), Duration.ofMinutes(5))),
            new Scenario(
                    "skip issued between a delete and the next create",
                    all(
                            created(HALF_HOURLY),
                            send("d1", DELETE),
                            minutes(2),
                            send("c2", CREATE, HALF_HOURLY.withMark("b"))),
                    late("k1", SKIP, at(30), Duration.ofMinutes(1)),
                    minutes(25)),
            new Scenario(
                    "skip issued before a delete that has arrived",
                    all(created(HALF_HOURLY), send("d1", DELETE), minutes(1)),
                    late("k1", SKIP, at(30), Duration.ofMinutes(5))),
            new Scenario(
                    "overtaken delete after an older skip",
                    all(created(HALF_HOURLY), late("k1", SKIP, at(30), Duration.ofMinutes(17))),
                    sendLate("d1", DELETE, null, Duration.ofMinutes(15)),
                    minutes(25)),
            new Scenario(
                    "create again after a skip and a delete",
                    all(created(HALF_HOURLY), skip("k1", 30), minutes(1), send("d1", DELETE), minutes(1)),
                    send("c2", CREATE, HALF_HOURLY),
                    minutes(25)),
            new Scenario(
                    "update the payload after a skip",
                    all(created(HALF_HOURLY), skip("k1", 30)),
                    send("u1", UPDATE, HALF_HOURLY.withMark("b")),
                    minutes(25)),
            new Scenario(
                    "update the timing after a skip, and back",
                    all(created(HALF_HOURLY), skip("k1", 30)),
                    send("u1", UPDATE, EVERY_20_MINUTES),
                    all(send("u2", UPDATE, HALF_HOURLY), minutes(25))),
            new Scenario(
                    "unskip a firing that the definition no longer has",
                    all(created(HALF_HOURLY), skip("k1", 30), send("u1", UPDATE, EVERY_20_MINUTES)),
                    unskip("k2", 30),
                    all(send("u2", UPDATE, HALF_HOURLY), minutes(25))),
            new Scenario(
                    "skip a firing of a paused schedule",
                    all(created(HALF_HOURLY), send("p1", PAUSE)),
                    skip("k1", 30),
                    all(send("r1", RESUME), minutes(25))),
            new Scenario(
                    "skip a firing after the engine refused the schedule",
                    all(created(HALF_HOURLY), world -> world.setEngineRefuses(true), send("u1", UPDATE, YEARLY)),
                    late("k1", SKIP, DefinitionSpec.FIRST_OF_YEARLY, Duration.ZERO)));

    private static final Consumer<SimulatedWorld> REPORTED_EARLY_OR_LATE_PREPARATION =
            all(created(HOURLY), skip("k1", 60), SimulatedWorld::holdFirings);

    static final List<Scenario> FIRINGS = List.of(
            new Scenario("a skipped cron firing", all(created(HALF_HOURLY), skip("k1", 30)), minutes(25)),
            new Scenario("a skipped rate firing", all(created(HOURLY), skip("k1", 60)), minutes(55)),
            new Scenario("a skipped at()", all(created(ONCE), skipNext("k1")), minutes(55)),
            new Scenario("the firing after a skipped one", all(created(HALF_HOURLY), skip("k1", 30)), minutes(55)),
            new Scenario(
                    "a firing that was skipped and unskipped",
                    all(created(HALF_HOURLY), skip("k1", 30), minutes(1), unskip("k2", 30)),
                    minutes(24)),
            new Scenario(
                    "a skipped firing that arrives late",
                    all(created(HALF_HOURLY), skip("k1", 30), firingInTransit()),
                    SimulatedWorld::deliverFirings),
            new Scenario(
                    "a skipped firing that arrives a day late",
                    all(created(DAILY), skip("k1", 30), firingInTransit(), advance(HOUR.multipliedBy(23))),
                    SimulatedWorld::deliverFirings),
            new Scenario(
                    "a skipped firing that arrives after its audit",
                    all(
                            created(ONCE),
                            skip("k1", 60),
                            SimulatedWorld::holdFirings,
                            advance(HOUR.multipliedBy(27)),
                            SimulatedWorld::reconcile),
                    SimulatedWorld::deliverFirings),
            new Scenario(
                    "a skipped firing of a rate that is reported early",
                    REPORTED_EARLY_OR_LATE_PREPARATION,
                    firingReported(-20)),
            new Scenario(
                    "a skipped firing of a rate that is reported late",
                    REPORTED_EARLY_OR_LATE_PREPARATION,
                    firingReported(29)),
            new Scenario(
                    "a skipped firing of an outdated entry",
                    all(
                            created(HALF_HOURLY),
                            skip("k1", 30),
                            firingInTransit(),
                            send("u1", UPDATE, HALF_HOURLY.withWindow(5))),
                    SimulatedWorld::deliverFirings),
            new Scenario(
                    "a skipped firing that the definition no longer has",
                    all(created(HALF_HOURLY), skip("k1", 30), firingInTransit(), send("u1", UPDATE, YEARLY)),
                    SimulatedWorld::deliverFirings),
            new Scenario(
                    "a skipped firing of a deleted schedule",
                    all(created(HALF_HOURLY), skip("k1", 30), firingInTransit(), send("d1", DELETE)),
                    SimulatedWorld::deliverFirings),
            new Scenario(
                    "a skipped firing during a pause until",
                    all(created(HALF_HOURLY), skip("k1", 30), pauseUntil("p1", 45)),
                    minutes(25)),
            new Scenario(
                    "a skipped firing in a paused group",
                    all(member(HALF_HOURLY), skip("k1", 30), pauseGroup("g1", null, null)),
                    minutes(25)),
            new Scenario(
                    "trigger at the time of a skipped firing",
                    all(created(HALF_HOURLY), skip("k1", 30), SimulatedWorld::holdFirings, minutes(20)),
                    send("t1", TRIGGER)));

    static final List<Scenario> RECONCILES = List.of(
            new Scenario(
                    "reconcile a skipped firing that never came",
                    all(created(ONCE), skip("k1", 60), LOSE_ENTRY, advance(HOUR.multipliedBy(26))),
                    SimulatedWorld::reconcile,
                    SimulatedWorld::reconcile),
            new Scenario(
                    "reconcile a skipped firing of a rate that never came",
                    all(created(HOURLY), skip("k1", 60), LOSE_ENTRY, minutes(55), send("d1", DELETE), advance(A_DAY)),
                    SimulatedWorld::reconcile,
                    SimulatedWorld::reconcile),
            new Scenario(
                    "reconcile a skipped firing that never came before an update",
                    all(
                            created(HALF_HOURLY),
                            skip("k1", 30),
                            LOSE_ENTRY,
                            minutes(30),
                            send("u1", UPDATE, YEARLY),
                            advance(A_DAY)),
                    SimulatedWorld::reconcile,
                    SimulatedWorld::reconcile),
            new Scenario(
                    "reconcile a skipped firing that never came before a delete",
                    all(
                            created(HALF_HOURLY),
                            skip("k1", 30),
                            LOSE_ENTRY,
                            minutes(30),
                            send("d1", DELETE),
                            advance(A_DAY)),
                    SimulatedWorld::reconcile,
                    SimulatedWorld::reconcile),
            new Scenario(
                    "reconcile a skipped firing that never came before the schedule was created again",
                    all(
                            created(HALF_HOURLY),
                            skip("k1", 30),
                            LOSE_ENTRY,
                            minutes(30),
                            send("d1", DELETE),
                            minutes(1),
                            send("c2", CREATE, YEARLY),
                            advance(A_DAY)),
                    SimulatedWorld::reconcile,
                    SimulatedWorld::reconcile),
            new Scenario(
                    "reconcile a firing that was unskipped and never came",
                    all(
                            created(HALF_HOURLY),
                            skip("k1", 30),
                            minutes(1),
                            unskip("k2", 30),
                            LOSE_ENTRY,
                            minutes(30),
                            send("u1", UPDATE, YEARLY),
                            advance(A_DAY)),
                    SimulatedWorld::reconcile,
                    SimulatedWorld::reconcile),
            new Scenario(
                    "reconcile a firing whose skip was requested in an earlier life",
                    all(lostInSecondLife(), send("u1", UPDATE, YEARLY), advance(A_DAY)),
                    SimulatedWorld::reconcile,
                    SimulatedWorld::reconcile),
            new Scenario(
                    "reconcile a firing of an ended life whose skip was requested in an earlier life",
                    all(lostInSecondLife(), send("d2", DELETE), advance(A_DAY)),
                    SimulatedWorld::reconcile,
                    SimulatedWorld::reconcile));

    /** A firing is skipped in one life and lost in the next. */
    private static Consumer<SimulatedWorld> lostInSecondLife() {
        return all(
                created(HALF_HOURLY),
                skip("k1", 30),
                minutes(1),
                send("d1", DELETE),
                minutes(1),
                send("c2", CREATE, HALF_HOURLY),
                LOSE_ENTRY,
                minutes(30));
    }
}
