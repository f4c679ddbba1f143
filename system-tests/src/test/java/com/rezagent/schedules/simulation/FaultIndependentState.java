package com.rezagent.schedules.simulation;

import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.Counters;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import java.util.Set;
import java.util.TreeSet;

/** The part of a world's state that must not depend on injected faults: all but times and numbers of attempts. */
final class FaultIndependentState {
    private FaultIndependentState() {}

    static String of(SimulatedWorld world) {
        Set<ScheduleId> ids = new TreeSet<>();
        world.sent.values().forEach(it -> ids.add(it.scheduleId()));
        StringBuilder text = new StringBuilder();
        for (ScheduleId id : ids) {
            world.store
                    .find(id)
                    .ifPresent(it -> text.append(of(it, world.counters(it))).append('\n'));
            world.engine.find(id).ifPresent(it -> text.append(of(it.entry())).append('\n'));
            world.executions(id).forEach(it -> text.append(of(it)).append('\n'));
        }
        Set<ResourceName> groups = new TreeSet<>();
        world.sentToGroups.values().forEach(it -> groups.add(it.groupName()));
        groups.forEach(name -> world.groups
                .find(name)
                .ifPresent(it -> text.append("group " + name + " "
                                + GroupWriteInvariants.state(it) + " " + it.incarnation() + " "
                                + it.commands().all())
                        .append('\n')));
        text.append("notices ")
                .append(new TreeSet<>(world.notices().stream()
                        .map(it -> it.action() + " " + it.id())
                        .toList()));
        text.append("\nmessages ")
                .append(new TreeSet<>(world.published().stream()
                        .map(it -> Json.parse(it.body()).path("id").asText())
                        .toList()));
        return text.toString();
    }

    private static String of(Schedule it, Counters counters) {
        return "record " + ObservedState.of(it) + " " + it.status() + " converged " + it.convergedVersion() + " "
                + it.incarnation() + " count " + counters.executionCount() + " "
                + it.outcomes() + " arn " + it.engineArn();
    }

    private static String of(EngineEntry it) {
        return "entry " + it.expression() + " " + it.state() + " " + it.end() + " " + it.input();
    }

    private static String of(Execution it) {
        return "execution " + it.key() + " " + it.outcome() + " " + it.shownOutcome() + " " + it.attempt() + " "
                + it.skipCode().orElse("") + " " + it.overridden() + " " + it.incarnation();
    }
}
