package com.rezagent.schedules.plan;

import com.rezagent.schedules.execution.ScheduleState;

/**
 * What is read of a schedule's firings beside its own record.
 *
 * @param group the gate of the schedule's group
 * @param state what its executions own, possibly of another incarnation; see {@link ScheduleState#of}
 */
public record Surroundings(GroupGate group, ScheduleState state) {
    /** No surroundings: the record alone decides. */
    public static final Surroundings NONE = new Surroundings(GroupGate.DEFAULT);

    /** Creates the surroundings of a schedule that has never been executed. */
    public Surroundings(GroupGate group) {
        this(group, ScheduleState.NONE);
    }
}
