package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.command.ScheduleAction.CREATE;
import static com.rezagent.schedules.command.ScheduleAction.DELETE;
import static com.rezagent.schedules.command.ScheduleAction.PAUSE;
import static com.rezagent.schedules.command.ScheduleAction.RESTORE;
import static com.rezagent.schedules.command.ScheduleAction.RESUME;
import static com.rezagent.schedules.command.ScheduleAction.SKIP;
import static com.rezagent.schedules.command.ScheduleAction.UNSKIP;
import static com.rezagent.schedules.command.ScheduleAction.UPDATE;
import static com.rezagent.schedules.simulation.RestoreScenarios.deleted;
import static com.rezagent.schedules.simulation.Scenario.HALF_HOURLY;
import static com.rezagent.schedules.simulation.Scenario.HOURLY;
import static com.rezagent.schedules.simulation.Scenario.NAME;
import static com.rezagent.schedules.simulation.Scenario.ONCE;
import static com.rezagent.schedules.simulation.Scenario.YEARLY;
import static com.rezagent.schedules.simulation.Scenario.advance;
import static com.rezagent.schedules.simulation.Scenario.all;
import static com.rezagent.schedules.simulation.Scenario.created;
import static com.rezagent.schedules.simulation.Scenario.send;
import static com.rezagent.schedules.simulation.SkipScenarios.at;
import static com.rezagent.schedules.simulation.SkipScenarios.skip;

import com.rezagent.schedules.command.ScheduleAction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Pairs of concurrent invocations of which one skips or unskips a firing, or restores the schedule. */
final class SkipRaces {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Function<SimulatedWorld, String> RECONCILE = world -> SimulatedWorld.RECONCILE;

    /** A firing of a rate at 21:00 that its engine reports, and delivers, 20 seconds early. */
    private static final Function<SimulatedWorld, String> EARLY_FIRING =
            world -> SkipScenarios.firingEvent(world, at(60).minusSeconds(20));

    private SkipRaces() {}

    private static Function<SimulatedWorld, String> command(
            String id, int secondsAgo, ScheduleAction action, @Nullable DefinitionSpec def) {
        return world -> world.event(CommandSpec.of(id, action, NAME, world.now().minusSeconds(secondsAgo), def));
    }

    /** @param minutes of the firing after {@link SimulatedWorld#START}; null for the next one */
    private static Function<SimulatedWorld, String> ofFiring(
            String id, int secondsAgo, ScheduleAction action, @Nullable Integer minutes) {
        Instant time = minutes == null ? null : at(minutes);
        return world -> world.event(CommandSpec.of(id, action, NAME, world.now().minusSeconds(secondsAgo), null)
                .ofFiring(time));
    }

    private static Function<SimulatedWorld, String> skipAt(int secondsAgo, @Nullable Integer minutes) {
        return ofFiring("k1", secondsAgo, SKIP, minutes);
    }

    /** A firing at 20:59:40 of a rate that fires at 21:00, while its skip is still possible. */
    private static Consumer<SimulatedWorld> firingEarly() {
        return all(
                created(HOURLY),
                SimulatedWorld::holdFirings,
                world -> world.advance(Duration.between(world.now(), at(60).minusSeconds(20))));
    }

    /** The latest firing, which the engine has dispatched and the function has not received. */
    private static Consumer<SimulatedWorld> firingInTransit(DefinitionSpec def) {
        return all(created(def), SimulatedWorld::holdFirings, advance(MINUTE.multipliedBy(50)));
    }

    private static final Function<SimulatedWorld, String> FIRING =
            world -> world.firings.get(world.firings.size() - 1).event();

    static final List<RacePair> ALL = List.of(
            new RacePair("skip, firing", firingEarly(), skipAt(1, 60), EARLY_FIRING),
            new RacePair(
                    "unskip, firing", all(firingEarly(), skip("k0", 60)), ofFiring("k1", 0, UNSKIP, 60), EARLY_FIRING),
            new RacePair("skip of a firing that is due, firing", firingInTransit(ONCE), skipAt(1, 60), FIRING),
            new RacePair("skip of the firing after it, firing", firingInTransit(HALF_HOURLY), skipAt(1, 90), FIRING),
            new RacePair(
                    "the same skipped firing twice",
                    all(created(ONCE), skip("k1", 60), SimulatedWorld::holdFirings, advance(MINUTE.multipliedBy(50))),
                    FIRING,
                    FIRING),
            new RacePair(
                    "skip, update",
                    created(HALF_HOURLY),
                    skipAt(2, 30),
                    command("u1", 1, UPDATE, HALF_HOURLY.withMark("b"))),
            new RacePair(
                    "skip, update of the timing",
                    created(HALF_HOURLY),
                    skipAt(2, 30),
                    command("u1", 1, UPDATE, YEARLY)),
            new RacePair(
                    "skip of the next firing, update of the timing",
                    created(HALF_HOURLY),
                    skipAt(2, null),
                    command("u1", 1, UPDATE, YEARLY)),
            new RacePair("skip, unskip", created(HALF_HOURLY), skipAt(2, 30), ofFiring("k2", 1, UNSKIP, 30)),
            new RacePair(
                    "unskip, skip",
                    all(created(HALF_HOURLY), skip("k0", 30), advance(MINUTE)),
                    ofFiring("k1", 2, UNSKIP, 30),
                    ofFiring("k2", 1, SKIP, 30)),
            new RacePair(
                    "skip, skip of another firing", created(HALF_HOURLY), skipAt(2, 30), ofFiring("k2", 1, SKIP, 60)),
            new RacePair("the same skip twice", created(HALF_HOURLY), skipAt(1, null), skipAt(1, null)),
            new RacePair("skip, pause", created(HALF_HOURLY), skipAt(1, 30), command("p1", 2, PAUSE, null)),
            new RacePair("skip, delete", created(HALF_HOURLY), skipAt(2, 30), command("d1", 1, DELETE, null)),
            new RacePair("create, skip", world -> {}, command("c1", 2, CREATE, HALF_HOURLY), skipAt(1, 30)),
            new RacePair(
                    "skip, create after a delete",
                    all(created(HALF_HOURLY), send("d0", DELETE), advance(MINUTE)),
                    skipAt(1, 30),
                    command("c2", 2, CREATE, HALF_HOURLY)),
            new RacePair(
                    "skip, reconcile of a lost entry",
                    all(created(HALF_HOURLY), world -> world.engine.delete(CommandSpec.idOf(NAME))),
                    skipAt(1, 30),
                    RECONCILE),
            new RacePair(
                    "restore, create",
                    deleted(HOURLY),
                    command("s1", 2, RESTORE, null),
                    command("c2", 1, CREATE, HOURLY)),
            new RacePair(
                    "create, restore",
                    deleted(HOURLY),
                    command("c2", 2, CREATE, HOURLY),
                    command("s1", 1, RESTORE, null)),
            new RacePair(
                    "restore, delete",
                    deleted(HOURLY),
                    command("s1", 2, RESTORE, null),
                    command("d2", 1, DELETE, null)),
            new RacePair(
                    "delete, restore",
                    created(HOURLY),
                    command("d1", 2, DELETE, null),
                    command("s1", 1, RESTORE, null)),
            new RacePair(
                    "restore, resume",
                    deleted(HOURLY),
                    command("s1", 2, RESTORE, null),
                    command("r1", 1, RESUME, null)),
            new RacePair(
                    "the same restore twice",
                    deleted(HOURLY),
                    command("s1", 1, RESTORE, null),
                    command("s1", 1, RESTORE, null)),
            new RacePair(
                    "restore, firing of the deleted life",
                    all(firingInTransit(HALF_HOURLY), send("d1", DELETE), advance(MINUTE)),
                    command("s1", 1, RESTORE, null),
                    FIRING),
            new RacePair(
                    "skipped firing that arrives late, reconcile",
                    all(created(ONCE), skip("k1", 60), SimulatedWorld::holdFirings, advance(Duration.ofHours(26))),
                    FIRING,
                    RECONCILE));
}
