package com.rezagent.schedules.plan;

/**
 * What decides about firings beside the schedule's own record.
 *
 * @param group the gate of the schedule's group
 */
public record Surroundings(GroupGate group) {
    /** No surroundings: the record alone decides. */
    public static final Surroundings NONE = new Surroundings(GroupGate.DEFAULT);
}
