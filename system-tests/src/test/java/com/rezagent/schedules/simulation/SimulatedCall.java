package com.rezagent.schedules.simulation;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** One call of a handler to a port. */
record SimulatedCall(Port port, String operation) {
    enum Port {
        STORE,
        GROUPS,
        HISTORY,
        ENGINE,
        TOPICS,
        DEAD_LETTERS
    }

    /** The independent parts of the simulated state. */
    private enum Resource {
        RECORDS,
        GROUPS,
        EXECUTIONS,
        ENTRIES,
        MESSAGES,
        /** Firings, deliveries and retries that are scheduled in virtual time. */
        PENDING_TASKS
    }

    boolean isRead() {
        return operation.startsWith("find")
                || operation.equals("list")
                || operation.equals("firings")
                || operation.startsWith("state")
                || operation.startsWith("gate")
                || operation.equals("isFull");
    }

    /**
     * Returns whether the order of two calls of different callers makes no difference: both are reads, or they affect
     * different resources. Returns false in doubt.
     */
    boolean commutesWith(SimulatedCall other) {
        return isRead() && other.isRead() || Collections.disjoint(affectedResources(), other.affectedResources());
    }

    private Set<Resource> affectedResources() {
        return switch (port) {
            case STORE -> EnumSet.of(Resource.RECORDS);
            case GROUPS -> EnumSet.of(Resource.GROUPS);
            // The states of schedules are in it: a publication writes no record.
            case HISTORY -> EnumSet.of(Resource.EXECUTIONS);
            case ENGINE ->
                isRead() ? EnumSet.of(Resource.ENTRIES) : EnumSet.of(Resource.ENTRIES, Resource.PENDING_TASKS);
            // A published message may be an event for another handler.
            case TOPICS -> EnumSet.of(Resource.MESSAGES, Resource.PENDING_TASKS);
            case DEAD_LETTERS -> EnumSet.of(Resource.PENDING_TASKS);
        };
    }

    @Override
    public String toString() {
        return port.name().toLowerCase(Locale.ROOT) + "." + operation;
    }
}
