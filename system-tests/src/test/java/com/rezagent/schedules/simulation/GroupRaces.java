package com.rezagent.schedules.simulation;

import static com.rezagent.schedules.command.ScheduleAction.CREATE;
import static com.rezagent.schedules.command.ScheduleAction.DELETE;
import static com.rezagent.schedules.command.ScheduleAction.MOVE;
import static com.rezagent.schedules.command.ScheduleAction.PAUSE;
import static com.rezagent.schedules.command.ScheduleAction.UPDATE;
import static com.rezagent.schedules.simulation.GroupScenarios.GROUP;
import static com.rezagent.schedules.simulation.GroupScenarios.OTHER;
import static com.rezagent.schedules.simulation.GroupScenarios.group;
import static com.rezagent.schedules.simulation.GroupScenarios.member;
import static com.rezagent.schedules.simulation.GroupScenarios.pauseGroup;
import static com.rezagent.schedules.simulation.GroupScenarios.put;
import static com.rezagent.schedules.simulation.Scenario.HALF_HOURLY;
import static com.rezagent.schedules.simulation.Scenario.HOURLY;
import static com.rezagent.schedules.simulation.Scenario.NAME;
import static com.rezagent.schedules.simulation.Scenario.ONCE;
import static com.rezagent.schedules.simulation.Scenario.YEARLY;
import static com.rezagent.schedules.simulation.Scenario.advance;
import static com.rezagent.schedules.simulation.Scenario.all;
import static com.rezagent.schedules.simulation.Scenario.created;
import static com.rezagent.schedules.simulation.Scenario.send;

import com.rezagent.schedules.command.ScheduleAction;
import com.rezagent.schedules.group.GroupAction;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Pairs of concurrent invocations of which one concerns a group or a placement. */
final class GroupRaces {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Function<SimulatedWorld, String> RECONCILE = world -> SimulatedWorld.RECONCILE;

    /** The latest firing. */
    private static final Function<SimulatedWorld, String> FIRING =
            world -> world.firings.get(world.firings.size() - 1).event();

    private GroupRaces() {}

    private static Function<SimulatedWorld, String> command(
            String id, int secondsAgo, ScheduleAction action, @Nullable DefinitionSpec def) {
        return command(id, secondsAgo, action, def, it -> it);
    }

    private static Function<SimulatedWorld, String> command(
            String id,
            int secondsAgo,
            ScheduleAction action,
            @Nullable DefinitionSpec def,
            UnaryOperator<CommandSpec> change) {
        return world -> world.event(
                change.apply(CommandSpec.of(id, action, NAME, world.now().minusSeconds(secondsAgo), def)));
    }

    private static Function<SimulatedWorld, String> move(int secondsAgo, String group) {
        return command("m1", secondsAgo, MOVE, null, it -> it.inGroup(group));
    }

    private static Function<SimulatedWorld, String> ofGroup(String id, int secondsAgo, GroupAction action) {
        return world ->
                world.event(GroupCommandSpec.of(id, action, GROUP, world.now().minusSeconds(secondsAgo)));
    }

    private static Function<SimulatedWorld, String> pauseFor(int minutes) {
        return world -> world.event(GroupCommandSpec.of(
                        "g1", GroupAction.PAUSE_GROUP, GROUP, world.now().minusSeconds(1))
                .during(null, world.now().plus(MINUTE.multipliedBy(minutes))));
    }

    private static final Function<SimulatedWorld, String> PAUSE_GROUP = ofGroup("g1", 1, GroupAction.PAUSE_GROUP);
    private static final Function<SimulatedWorld, String> DELETE_GROUP = ofGroup("g1", 1, GroupAction.DELETE_GROUP);

    /** A firing of a member that the engine has dispatched and the function has not received. */
    private static Consumer<SimulatedWorld> firingInTransit(DefinitionSpec def) {
        return all(member(def), SimulatedWorld::holdFirings, advance(MINUTE.multipliedBy(50)));
    }

    static final List<RacePair> ALL = List.of(
            new RacePair("group pause, firing", firingInTransit(HALF_HOURLY), PAUSE_GROUP, FIRING),
            new RacePair("group pause, firing of a rate", firingInTransit(HOURLY), PAUSE_GROUP, FIRING),
            new RacePair("group pause, last firing", firingInTransit(ONCE), PAUSE_GROUP, FIRING),
            new RacePair("group pause until, firing", firingInTransit(HALF_HOURLY), pauseFor(5), FIRING),
            new RacePair(
                    "group pause, outdated firing",
                    all(firingInTransit(HALF_HOURLY), send("u0", UPDATE, HALF_HOURLY.withWindow(5))),
                    PAUSE_GROUP,
                    FIRING),
            new RacePair(
                    "group resume, firing",
                    all(firingInTransit(HALF_HOURLY), pauseGroup("g0", null, null), advance(MINUTE)),
                    ofGroup("g1", 1, GroupAction.RESUME_GROUP),
                    FIRING),
            new RacePair(
                    "group resume before the end, firing",
                    all(firingInTransit(HALF_HOURLY), pauseGroup("g0", null, 90), advance(MINUTE)),
                    ofGroup("g1", 1, GroupAction.RESUME_GROUP),
                    FIRING),
            new RacePair("group delete, firing", firingInTransit(HALF_HOURLY), DELETE_GROUP, FIRING),
            new RacePair(
                    "pause until, firing",
                    firingInTransit(HALF_HOURLY),
                    command(
                            "p1",
                            1,
                            PAUSE,
                            null,
                            it -> it.until(it.requestedAt().plusSeconds(600))),
                    FIRING),
            new RacePair(
                    "move into a paused group, firing",
                    all(
                            put(GROUP),
                            pauseGroup("g0", null, null),
                            created(HALF_HOURLY),
                            SimulatedWorld::holdFirings,
                            advance(MINUTE.multipliedBy(50))),
                    move(1, GROUP),
                    FIRING),
            new RacePair(
                    "move out of a paused group, firing",
                    all(put(OTHER), firingInTransit(HALF_HOURLY), pauseGroup("g0", null, null)),
                    move(1, OTHER),
                    FIRING),
            new RacePair(
                    "move, update",
                    all(put(GROUP), created(HOURLY)),
                    move(2, GROUP),
                    command("u1", 1, UPDATE, HOURLY.withMark("b"))),
            new RacePair(
                    "move, update of the timing",
                    all(put(GROUP), created(HOURLY)),
                    move(1, GROUP),
                    command("u1", 2, UPDATE, YEARLY)),
            new RacePair(
                    "move, pause", all(put(GROUP), created(HOURLY)), move(1, GROUP), command("p1", 2, PAUSE, null)),
            new RacePair(
                    "move, delete", all(put(GROUP), created(HOURLY)), move(2, GROUP), command("d1", 1, DELETE, null)),
            new RacePair("create, move", put(GROUP), command("c1", 2, CREATE, HOURLY), move(1, GROUP)),
            new RacePair(
                    "move, create after a delete",
                    all(put(GROUP), created(HOURLY), send("d0", DELETE), advance(MINUTE)),
                    move(2, GROUP),
                    command("c2", 1, CREATE, YEARLY)),
            new RacePair(
                    "move, move",
                    all(put(GROUP), put(OTHER), created(HOURLY)),
                    move(2, GROUP),
                    command("m2", 1, MOVE, null, it -> it.inGroup(OTHER))),
            new RacePair("group delete, move into it", all(put(GROUP), created(HOURLY)), DELETE_GROUP, move(2, GROUP)),
            new RacePair(
                    "group delete, create in it",
                    put(GROUP),
                    DELETE_GROUP,
                    command("c1", 2, CREATE, HOURLY, it -> it.inGroup(GROUP).fromApi())),
            new RacePair(
                    "group delete, delete of its member", member(HOURLY), DELETE_GROUP, command("d1", 2, DELETE, null)),
            new RacePair(
                    "group put, create in it",
                    world -> {},
                    ofGroup("g1", 2, GroupAction.PUT_GROUP),
                    command("c1", 1, CREATE, HOURLY, it -> it.inGroup(GROUP))),
            new RacePair("group put, group delete", put(GROUP), ofGroup("g2", 2, GroupAction.PUT_GROUP), DELETE_GROUP),
            new RacePair(
                    "group delete, group put",
                    put(GROUP),
                    ofGroup("g0", 2, GroupAction.DELETE_GROUP),
                    ofGroup("g1", 1, GroupAction.PUT_GROUP)),
            new RacePair(
                    "group delete and put, firing",
                    all(
                            firingInTransit(HALF_HOURLY),
                            pauseGroup("g0", null, null),
                            world -> world.setIndexStale(true),
                            group("g2", GroupAction.DELETE_GROUP),
                            world -> world.setIndexStale(false),
                            advance(MINUTE)),
                    ofGroup("g1", 1, GroupAction.PUT_GROUP),
                    FIRING),
            new RacePair(
                    "group pause, group delete", put(GROUP), ofGroup("g2", 2, GroupAction.PAUSE_GROUP), DELETE_GROUP),
            new RacePair(
                    "group pause, group resume",
                    put(GROUP),
                    ofGroup("g2", 2, GroupAction.PAUSE_GROUP),
                    ofGroup("g1", 1, GroupAction.RESUME_GROUP)),
            new RacePair("the same group pause twice", put(GROUP), PAUSE_GROUP, PAUSE_GROUP),
            new RacePair(
                    "group pause, update of a member",
                    member(HOURLY),
                    PAUSE_GROUP,
                    command("u1", 2, UPDATE, HOURLY.withWindow(5))),
            new RacePair(
                    "group pause, reconcile of a lost firing",
                    all(
                            member(ONCE),
                            world -> world.engine.delete(CommandSpec.idOf(NAME)),
                            advance(Duration.ofHours(26))),
                    PAUSE_GROUP,
                    RECONCILE));
}
