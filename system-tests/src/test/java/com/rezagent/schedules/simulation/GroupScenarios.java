package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.command.ScheduleAction.CREATE;
import static com.rezagent.schedules.command.ScheduleAction.DELETE;
import static com.rezagent.schedules.command.ScheduleAction.MOVE;
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
import static com.rezagent.schedules.simulation.Scenario.command;
import static com.rezagent.schedules.simulation.Scenario.created;
import static com.rezagent.schedules.simulation.Scenario.send;
import static com.rezagent.schedules.simulation.SimulatedWorld.START;

import com.rezagent.schedules.group.GroupAction;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Scenarios of groups, placement, and pauses that end by themselves. */
final class GroupScenarios {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);

    static final String GROUP = "billing";
    static final String OTHER = "other";

    private GroupScenarios() {}

    /** Creates a group and a schedule in it, ten minutes before the next step: at 20:10. */
    static Consumer<SimulatedWorld> member(DefinitionSpec def) {
        return all(put(GROUP), createdIn(GROUP, def));
    }

    static Consumer<SimulatedWorld> put(String group) {
        return world -> world.putGroup(group);
    }

    static Consumer<SimulatedWorld> createdIn(String group, DefinitionSpec def) {
        return all(create("c1", group, def), advance(MINUTE.multipliedBy(10)));
    }

    static Consumer<SimulatedWorld> create(String id, String group, DefinitionSpec def) {
        return world -> world.send(command(world, id, CREATE, def).inGroup(group));
    }

    static Consumer<SimulatedWorld> move(String id, String group) {
        return world -> world.send(command(world, id, MOVE, null).inGroup(group));
    }

    /** @param minutes after {@link SimulatedWorld#START} */
    static Consumer<SimulatedWorld> pauseUntil(String id, int minutes) {
        return world -> world.send(command(world, id, PAUSE, null).until(START.plus(MINUTE.multipliedBy(minutes))));
    }

    static Consumer<SimulatedWorld> group(String id, GroupAction action) {
        return world -> world.send(GroupCommandSpec.of(id, action, GROUP, world.now()));
    }

    /** Pauses the group, in minutes after {@link SimulatedWorld#START}; null for at once and without an end. */
    static Consumer<SimulatedWorld> pauseGroup(String id, @Nullable Integer from, @Nullable Integer until) {
        return world -> world.send(GroupCommandSpec.of(id, GroupAction.PAUSE_GROUP, GROUP, world.now())
                .during(
                        from == null ? null : START.plus(MINUTE.multipliedBy(from)),
                        until == null ? null : START.plus(MINUTE.multipliedBy(until))));
    }

    private static Consumer<SimulatedWorld> minutes(int minutes) {
        return advance(MINUTE.multipliedBy(minutes));
    }

    static final List<Scenario> COMMANDS = List.of(
            new Scenario("put a group", world -> {}, group("g1", GroupAction.PUT_GROUP)),
            new Scenario(
                    "replace the settings of a group",
                    put(GROUP),
                    world -> world.send(GroupCommandSpec.of("g1", GroupAction.PUT_GROUP, GROUP, world.now())
                            .withTitle("another title"))),
            new Scenario("pause a group", member(HALF_HOURLY), pauseGroup("g1", null, null)),
            new Scenario("pause a group until", member(HALF_HOURLY), pauseGroup("g1", null, 60)),
            new Scenario("pause a group later", member(HALF_HOURLY), pauseGroup("g1", 60, 90)),
            new Scenario(
                    "resume a group",
                    all(member(HALF_HOURLY), pauseGroup("g1", null, null), minutes(5)),
                    group("g2", GroupAction.RESUME_GROUP)),
            new Scenario(
                    "pause the default group",
                    created(HALF_HOURLY),
                    world -> world.send(GroupCommandSpec.of("g1", GroupAction.PAUSE_GROUP, "default", world.now()))),
            new Scenario(
                    "pause an unknown group",
                    world -> {},
                    world -> world.send(GroupCommandSpec.of("g1", GroupAction.PAUSE_GROUP, GROUP, world.now())
                            .fromApi())),
            new Scenario("delete a group", put(GROUP), group("g1", GroupAction.DELETE_GROUP)),
            new Scenario(
                    "delete a group with a member",
                    member(YEARLY),
                    world -> world.send(GroupCommandSpec.of("g1", GroupAction.DELETE_GROUP, GROUP, world.now())
                            .fromApi())),
            new Scenario(
                    "delete the default group",
                    world -> {},
                    world -> world.send(GroupCommandSpec.of("g1", GroupAction.DELETE_GROUP, "default", world.now())
                            .fromApi())),
            new Scenario(
                    "put a deleted group",
                    all(put(GROUP), group("g1", GroupAction.DELETE_GROUP), minutes(1)),
                    group("g2", GroupAction.PUT_GROUP)),
            new Scenario("create in a group", put(GROUP), create("c1", GROUP, HOURLY)),
            new Scenario(
                    "create in an unknown group",
                    world -> {},
                    world -> world.send(
                            command(world, "c1", CREATE, HOURLY).inGroup(GROUP).fromApi())),
            new Scenario(
                    "identical create in another group",
                    member(YEARLY),
                    world -> world.send(command(world, "c2", CREATE, YEARLY).fromApi())),
            new Scenario("move", all(put(GROUP), created(HOURLY)), move("m1", GROUP)),
            new Scenario(
                    "move to an unknown group",
                    created(HOURLY),
                    world -> world.send(
                            command(world, "m1", MOVE, null).inGroup(GROUP).fromApi())),
            new Scenario(
                    "move of a paused schedule",
                    all(put(GROUP), created(HOURLY), send("p1", PAUSE), minutes(1)),
                    move("m1", GROUP)),
            new Scenario(
                    "create again after a move and a delete",
                    all(put(GROUP), created(HOURLY), move("m1", GROUP), minutes(1), send("d1", DELETE), minutes(1)),
                    send("c2", CREATE, HOURLY)),
            new Scenario("pause until", created(HALF_HOURLY), pauseUntil("p1", 60)),
            new Scenario(
                    "resume before the end of a pause",
                    all(created(HALF_HOURLY), pauseUntil("p1", 60), minutes(5)),
                    send("r1", RESUME)),
            new Scenario(
                    "plain pause after a pause until",
                    all(created(HALF_HOURLY), pauseUntil("p1", 60), minutes(5)),
                    send("p2", PAUSE)),
            new Scenario(
                    "pause until after a plain pause",
                    all(created(HALF_HOURLY), send("p1", PAUSE), minutes(5)),
                    pauseUntil("p2", 60)),
            new Scenario(
                    "update during a pause until",
                    all(created(HALF_HOURLY), pauseUntil("p1", 60), minutes(5)),
                    send("u1", UPDATE, HOURLY)));

    /** Firings that meet the gates. The cron fires at :00 and :30, the rate at :00; the clock starts at 20:00. */
    static final List<Scenario> FIRINGS = List.of(
            new Scenario(
                    "a firing in a paused group",
                    all(member(HALF_HOURLY), pauseGroup("g1", null, null)),
                    minutes(25),
                    all(group("g2", GroupAction.RESUME_GROUP), minutes(25))),
            new Scenario(
                    "a firing at the end of a group's pause",
                    all(member(HALF_HOURLY), pauseGroup("g1", null, 30)),
                    minutes(25)),
            new Scenario(
                    "a firing at the start of a group's pause",
                    all(member(HALF_HOURLY), pauseGroup("g1", 30, 55)),
                    minutes(25)),
            new Scenario(
                    "a firing before a group's pause that arrives during it",
                    all(member(HALF_HOURLY), SimulatedWorld::holdFirings, minutes(21), pauseGroup("g1", null, null)),
                    SimulatedWorld::deliverFirings),
            new Scenario(
                    "a firing during a group's pause that arrives after it",
                    all(member(HALF_HOURLY), pauseGroup("g1", null, 40), SimulatedWorld::holdFirings, minutes(40)),
                    SimulatedWorld::deliverFirings),
            new Scenario(
                    "a firing during a group's pause that arrives after its early end",
                    all(
                            member(HALF_HOURLY),
                            pauseGroup("g1", null, 60),
                            SimulatedWorld::holdFirings,
                            minutes(25),
                            group("g2", GroupAction.RESUME_GROUP),
                            minutes(1)),
                    SimulatedWorld::deliverFirings),
            new Scenario(
                    "a firing during a pause until",
                    all(created(HALF_HOURLY), pauseUntil("p1", 40)),
                    minutes(25),
                    minutes(25)),
            new Scenario(
                    "a firing at the end of a pause until",
                    all(created(HALF_HOURLY), pauseUntil("p1", 30)),
                    minutes(25)),
            new Scenario(
                    "a firing during a pause until that arrives after it",
                    all(created(HALF_HOURLY), pauseUntil("p1", 40), SimulatedWorld::holdFirings, minutes(40)),
                    SimulatedWorld::deliverFirings),
            new Scenario(
                    "a firing during a pause until that arrives after its early end",
                    all(
                            created(HALF_HOURLY),
                            pauseUntil("p1", 60),
                            SimulatedWorld::holdFirings,
                            minutes(25),
                            send("r1", RESUME),
                            minutes(1)),
                    SimulatedWorld::deliverFirings),
            new Scenario(
                    "a rate fires during a pause until",
                    all(created(HOURLY), pauseUntil("p1", 75)),
                    minutes(60),
                    minutes(60)),
            new Scenario(
                    "an at() during a pause until completes the schedule",
                    all(created(ONCE), pauseUntil("p1", 90)),
                    minutes(60)),
            new Scenario(
                    "a firing of a schedule paused until in a paused group",
                    all(member(HALF_HOURLY), pauseUntil("p1", 40), pauseGroup("g1", null, 75)),
                    minutes(25),
                    minutes(60)),
            new Scenario(
                    "an outdated firing in a paused group",
                    all(
                            member(HALF_HOURLY),
                            SimulatedWorld::holdFirings,
                            minutes(21),
                            send("u1", UPDATE, YEARLY),
                            pauseGroup("g1", null, null)),
                    SimulatedWorld::deliverFirings),
            new Scenario(
                    "a firing of a schedule that was deleted in a paused group",
                    all(
                            member(HALF_HOURLY),
                            SimulatedWorld::holdFirings,
                            minutes(21),
                            pauseGroup("g1", null, null),
                            send("d1", DELETE)),
                    SimulatedWorld::deliverFirings),
            new Scenario(
                    "a firing of a schedule that failed in a paused group",
                    all(
                            member(HALF_HOURLY),
                            SimulatedWorld::holdFirings,
                            minutes(21),
                            world -> world.setEngineRefuses(true),
                            send("u1", UPDATE, HALF_HOURLY.withWindow(5)),
                            pauseGroup("g1", null, null)),
                    SimulatedWorld::deliverFirings),
            new Scenario(
                    "a firing before its schedule was created again in a paused group",
                    all(
                            member(HALF_HOURLY),
                            SimulatedWorld::holdFirings,
                            minutes(21),
                            send("d1", DELETE),
                            pauseGroup("g1", null, null),
                            minutes(1),
                            create("c2", GROUP, HALF_HOURLY)),
                    SimulatedWorld::deliverFirings),
            new Scenario(
                    "an outdated firing during a pause until",
                    all(
                            created(HALF_HOURLY),
                            SimulatedWorld::holdFirings,
                            minutes(21),
                            send("u1", UPDATE, YEARLY),
                            pauseUntil("p1", 60)),
                    SimulatedWorld::deliverFirings),
            new Scenario(
                    "a firing of a schedule that was moved into a paused group",
                    all(
                            put(GROUP),
                            pauseGroup("g1", null, null),
                            created(HALF_HOURLY),
                            SimulatedWorld::holdFirings,
                            minutes(21),
                            move("m1", GROUP)),
                    SimulatedWorld::deliverFirings),
            new Scenario(
                    "a firing of a schedule that was moved out of a paused group",
                    all(
                            put(OTHER),
                            member(HALF_HOURLY),
                            pauseGroup("g1", null, null),
                            SimulatedWorld::holdFirings,
                            minutes(21),
                            move("m1", OTHER)),
                    SimulatedWorld::deliverFirings),
            new Scenario(
                    "a firing in a group that was deleted while it was paused",
                    all(
                            member(HALF_HOURLY),
                            pauseGroup("g1", null, null),
                            world -> world.setIndexStale(true),
                            group("g2", GroupAction.DELETE_GROUP),
                            world -> world.setIndexStale(false)),
                    minutes(25)),
            new Scenario(
                    "a firing in a group that was deleted while it was paused, and put again",
                    all(
                            member(HALF_HOURLY),
                            pauseGroup("g1", null, null),
                            world -> world.setIndexStale(true),
                            group("g2", GroupAction.DELETE_GROUP),
                            world -> world.setIndexStale(false),
                            minutes(1),
                            group("g3", GroupAction.PUT_GROUP)),
                    minutes(25)),
            new Scenario(
                    "an at() is due in a paused group while its create is in progress",
                    all(put(GROUP), pauseGroup("g1", null, null)),
                    create("c1", GROUP, DefinitionSpec.at(START.plusSeconds(30), "a"))),
            new Scenario(
                    "trigger in a paused group",
                    all(member(YEARLY), pauseUntil("p1", 60), pauseGroup("g1", null, null)),
                    send("t1", TRIGGER)));

    static final List<Scenario> RECONCILES = List.of(
            new Scenario(
                    "reconcile a firing lost in a paused group",
                    all(
                            member(ONCE),
                            pauseGroup("g1", null, 90),
                            world -> world.engine.delete(CommandSpec.idOf(NAME)),
                            advance(HOUR.multipliedBy(26))),
                    SimulatedWorld::reconcile,
                    SimulatedWorld::reconcile),
            new Scenario(
                    "reconcile a firing lost during a pause until",
                    all(
                            created(ONCE),
                            pauseUntil("p1", 90),
                            world -> world.engine.delete(CommandSpec.idOf(NAME)),
                            advance(HOUR.multipliedBy(26))),
                    SimulatedWorld::reconcile,
                    SimulatedWorld::reconcile),
            new Scenario(
                    "reconcile a firing lost at the end of a pause until",
                    all(
                            created(ONCE),
                            pauseUntil("p1", 60),
                            world -> world.engine.delete(CommandSpec.idOf(NAME)),
                            advance(HOUR.multipliedBy(26))),
                    SimulatedWorld::reconcile,
                    SimulatedWorld::reconcile),
            new Scenario(
                    "reconcile after the end of a pause until",
                    all(created(YEARLY), pauseUntil("p1", 60), advance(HOUR)),
                    SimulatedWorld::reconcile,
                    SimulatedWorld::reconcile));
}
