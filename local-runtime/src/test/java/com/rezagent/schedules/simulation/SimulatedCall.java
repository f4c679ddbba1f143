package com.rezagent.schedules.simulation;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** One call that a handler makes to something outside. */
record SimulatedCall(Port port, String operation) {
    enum Port {
        STORE,
        HISTORY,
        ENGINE,
        TOPICS,
        DEAD_LETTERS
    }

    /** What the twins keep, each apart from the others. */
    private enum Resource {
        RECORDS,
        EXECUTIONS,
        ENTRIES,
        MESSAGES,
        /** What waits for the clock: firings, events to deliver and to try again. */
        PENDING_TASKS
    }

    boolean isRead() {
        return operation.startsWith("find") || operation.equals("list") || operation.equals("firings");
    }

    /**
     * Whether it makes no difference, to anybody, which of two calls of two callers comes first: both only look, or they
     * have nothing to do with the same things. In doubt it does.
     */
    boolean commutesWith(SimulatedCall other) {
        return isRead() && other.isRead() || Collections.disjoint(affectedResources(), other.affectedResources());
    }

    private Set<Resource> affectedResources() {
        return switch (port) {
            case STORE -> EnumSet.of(Resource.RECORDS);
            // A publication is counted in the schedule's record.
            case HISTORY ->
                operation.equals("recordPublished")
                        ? EnumSet.of(Resource.EXECUTIONS, Resource.RECORDS)
                        : EnumSet.of(Resource.EXECUTIONS);
            case ENGINE -> isRead() ? EnumSet.of(Resource.ENTRIES) : EnumSet.of(Resource.ENTRIES, Resource.PENDING_TASKS);
            // What a handler publishes may be an event for another.
            case TOPICS -> EnumSet.of(Resource.MESSAGES, Resource.PENDING_TASKS);
            case DEAD_LETTERS -> EnumSet.of(Resource.PENDING_TASKS);
        };
    }

    @Override
    public String toString() {
        return port.name().toLowerCase(java.util.Locale.ROOT) + "." + operation;
    }
}
