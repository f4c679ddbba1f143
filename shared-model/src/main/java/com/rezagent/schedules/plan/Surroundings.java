package com.rezagent.schedules.plan;

/** What decides about firings beside the schedule's own record. Nothing yet. */
public record Surroundings() {
    /** No surroundings: the record alone decides. */
    public static final Surroundings NONE = new Surroundings();
}
