package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.command.ScheduleAction.CREATE;
import static com.rezagent.schedules.command.ScheduleAction.DELETE;
import static com.rezagent.schedules.command.ScheduleAction.PAUSE;
import static com.rezagent.schedules.command.ScheduleAction.RESTORE;
import static com.rezagent.schedules.command.ScheduleAction.RESUME;
import static com.rezagent.schedules.command.ScheduleAction.UPDATE;
import static com.rezagent.schedules.simulation.GroupScenarios.GROUP;
import static com.rezagent.schedules.simulation.GroupScenarios.OTHER;
import static com.rezagent.schedules.simulation.GroupScenarios.group;
import static com.rezagent.schedules.simulation.GroupScenarios.member;
import static com.rezagent.schedules.simulation.GroupScenarios.move;
import static com.rezagent.schedules.simulation.GroupScenarios.put;
import static com.rezagent.schedules.simulation.Scenario.HALF_HOURLY;
import static com.rezagent.schedules.simulation.Scenario.HOURLY;
import static com.rezagent.schedules.simulation.Scenario.NAME;
import static com.rezagent.schedules.simulation.Scenario.ONCE;
import static com.rezagent.schedules.simulation.Scenario.advance;
import static com.rezagent.schedules.simulation.Scenario.all;
import static com.rezagent.schedules.simulation.Scenario.created;
import static com.rezagent.schedules.simulation.Scenario.send;
import static com.rezagent.schedules.simulation.Scenario.sendLate;
import static com.rezagent.schedules.simulation.SkipScenarios.skip;

import com.rezagent.schedules.group.GroupAction;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Scenarios of deleted schedules that are restored. The schedule is created at 20:00 and deleted at 20:10. */
final class RestoreScenarios {
    private RestoreScenarios() {}

    static Consumer<SimulatedWorld> deleted(DefinitionSpec def) {
        return all(created(def), send("d1", DELETE), minutes(1));
    }

    private static Consumer<SimulatedWorld> minutes(int minutes) {
        return advance(Duration.ofMinutes(minutes));
    }

    private static Consumer<SimulatedWorld> restoreFromApi(String id) {
        return world ->
                world.send(CommandSpec.of(id, RESTORE, NAME, world.now(), null).fromApi());
    }

    static final List<Scenario> ALL = List.of(
            new Scenario("restore", deleted(HALF_HOURLY), send("s1", RESTORE), minutes(25)),
            new Scenario(
                    "restore a rate and resume it",
                    deleted(HOURLY),
                    send("s1", RESTORE),
                    all(send("r1", RESUME), minutes(65))),
            new Scenario("restore of an existing schedule", created(HOURLY), restoreFromApi("s1")),
            new Scenario("restore of a paused schedule", all(created(HOURLY), send("p1", PAUSE)), restoreFromApi("s1")),
            new Scenario("restore of a completed schedule", all(created(ONCE), minutes(60)), restoreFromApi("s1")),
            new Scenario("restore of a missing schedule", world -> {}, restoreFromApi("s1")),
            new Scenario("the same restore again", all(deleted(HOURLY), send("s1", RESTORE)), restoreFromApi("s2")),
            new Scenario(
                    "restore that arrives before the delete",
                    created(HOURLY),
                    all(
                            sendLate("s1", RESTORE, null, Duration.ofSeconds(-31)),
                            advance(Duration.ofSeconds(30)),
                            send("d1", DELETE))),
            new Scenario(
                    "restore issued before a delete that has arrived",
                    deleted(HOURLY),
                    sendLate("s1", RESTORE, null, Duration.ofMinutes(5))),
            new Scenario(
                    "restore of a schedule that was moved",
                    all(put(GROUP), put(OTHER), created(HOURLY), move("m1", OTHER), send("d1", DELETE), minutes(1)),
                    send("s1", RESTORE)),
            new Scenario(
                    "restore into a group that was deleted",
                    all(member(HOURLY), send("d1", DELETE), group("g1", GroupAction.DELETE_GROUP), minutes(1)),
                    restoreFromApi("s1")),
            new Scenario(
                    "restore of a schedule whose firings are over",
                    all(deleted(ONCE), minutes(60)),
                    restoreFromApi("s1")),
            new Scenario(
                    "restore after an update and a delete",
                    all(created(HOURLY), send("u1", UPDATE, HALF_HOURLY), minutes(1), send("d1", DELETE), minutes(1)),
                    send("s1", RESTORE)),
            new Scenario(
                    "restore after a skip",
                    all(created(HALF_HOURLY), skip("k1", 30), minutes(1), send("d1", DELETE), minutes(1)),
                    send("s1", RESTORE),
                    all(send("r1", RESUME), minutes(25))),
            new Scenario(
                    "firing of the deleted life after a restore",
                    all(
                            created(HALF_HOURLY),
                            SimulatedWorld::holdFirings,
                            minutes(21),
                            send("d1", DELETE),
                            minutes(1),
                            send("s1", RESTORE),
                            send("r1", RESUME)),
                    SimulatedWorld::deliverFirings),
            new Scenario(
                    "reconcile a firing lost before a delete and a restore",
                    all(
                            created(HALF_HOURLY),
                            world -> world.engine.delete(CommandSpec.idOf(NAME)),
                            minutes(30),
                            send("d1", DELETE),
                            minutes(1),
                            send("s1", RESTORE),
                            advance(Duration.ofHours(26))),
                    SimulatedWorld::reconcile,
                    SimulatedWorld::reconcile),
            new Scenario(
                    "create of a restored schedule",
                    all(deleted(HOURLY), send("s1", RESTORE), minutes(1)),
                    world -> world.send(CommandSpec.of("c2", CREATE, NAME, world.now(), HOURLY)
                            .fromApi())),
            new Scenario(
                    "resume issued before the restore",
                    all(deleted(HOURLY), send("s1", RESTORE)),
                    sendLate("r1", RESUME, null, Duration.ofSeconds(30))));
}
