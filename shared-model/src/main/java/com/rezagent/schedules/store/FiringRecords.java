package com.rezagent.schedules.store;

import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ScheduleState;
import com.rezagent.schedules.group.GroupStore;
import com.rezagent.schedules.plan.GroupGate;
import com.rezagent.schedules.plan.Surroundings;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.ScheduleSummary;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads what decides about a firing, strongly consistent. */
public interface FiringRecords {
    /**
     * A schedule with its surroundings.
     *
     * @param surroundings read no earlier than the schedule was
     */
    record Found(Schedule schedule, Surroundings surroundings) {}

    /**
     * Returns a schedule with its surroundings; empty if there is no record of it.
     *
     * @param hint the group that it most likely is in
     * @throws com.rezagent.schedules.error.TransientException if either can't be read
     */
    Optional<Found> find(ScheduleId id, ResourceName hint);

    /** Returns the surroundings of a schedule that was read. */
    Surroundings of(Schedule schedule);

    /** Returns the surroundings of each schedule of a list. The states of executions may be eventually consistent. */
    Map<ScheduleId, Surroundings> ofAll(Collection<ScheduleSummary> schedules);

    /** Returns these records as read from other stores; the same if they read all at once. */
    default FiringRecords over(ScheduleStore schedules, GroupStore groups, ExecutionHistory executions) {
        return this;
    }

    /** Returns the groups of schedules. */
    static Set<ResourceName> groupsOf(Collection<ScheduleSummary> schedules) {
        return schedules.stream().map(ScheduleSummary::group).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the surroundings of each schedule; a group without a gate, and a schedule without a state, has none. */
    static Map<ScheduleId, Surroundings> joined(
            Collection<ScheduleSummary> schedules,
            Map<ResourceName, GroupGate> gates,
            Map<ScheduleId, ScheduleState> states) {
        Map<ScheduleId, Surroundings> joined = new HashMap<>();
        for (ScheduleSummary it : schedules) {
            joined.put(
                    it.id(),
                    new Surroundings(
                            gates.getOrDefault(it.group(), GroupGate.withoutRecord(it.group())),
                            states.getOrDefault(it.id(), ScheduleState.NONE)));
        }
        return joined;
    }

    /** Returns an implementation that reads one store after the other. */
    static FiringRecords of(ScheduleStore schedules, GroupStore groups, ExecutionHistory executions) {
        return new FiringRecords() {
            @Override
            public Optional<Found> find(ScheduleId id, ResourceName hint) {
                return schedules.find(id).map(it -> new Found(it, of(it)));
            }

            @Override
            public Surroundings of(Schedule schedule) {
                return new Surroundings(groups.gate(schedule.group()), executions.state(schedule.id()));
            }

            @Override
            public Map<ScheduleId, Surroundings> ofAll(Collection<ScheduleSummary> listed) {
                if (listed.isEmpty()) {
                    return Map.of();
                }
                return joined(
                        listed,
                        groups.gates(groupsOf(listed)),
                        executions.states(
                                listed.stream().map(ScheduleSummary::id).toList()));
            }

            @Override
            public FiringRecords over(
                    ScheduleStore otherSchedules, GroupStore otherGroups, ExecutionHistory otherExecutions) {
                return FiringRecords.of(otherSchedules, otherGroups, otherExecutions);
            }
        };
    }
}
