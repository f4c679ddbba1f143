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
    private enum Kept {
        RECORDS,
        EXECUTIONS,
        ENTRIES,
        MESSAGES,
        /** What waits for the clock: firings, events to deliver and to try again. */
        TIMELINE
    }

    boolean isRead() {
        return operation.startsWith("find") || operation.equals("list") || operation.equals("firings");
    }

    /**
     * Whether it makes no difference, to anybody, which of two calls of two callers comes first: both only look, or they
     * have nothing to do with the same things. In doubt it does.
     */
    boolean commutesWith(SimulatedCall other) {
        return isRead() && other.isRead() || Collections.disjoint(touched(), other.touched());
    }

    private Set<Kept> touched() {
        return switch (port) {
            case STORE -> EnumSet.of(Kept.RECORDS);
            // A publication is counted in the schedule's record.
            case HISTORY ->
                operation.equals("recordPublished")
                        ? EnumSet.of(Kept.EXECUTIONS, Kept.RECORDS)
                        : EnumSet.of(Kept.EXECUTIONS);
            case ENGINE -> isRead() ? EnumSet.of(Kept.ENTRIES) : EnumSet.of(Kept.ENTRIES, Kept.TIMELINE);
            // What a handler publishes may be an event for another.
            case TOPICS -> EnumSet.of(Kept.MESSAGES, Kept.TIMELINE);
            case DEAD_LETTERS -> EnumSet.of(Kept.TIMELINE);
        };
    }

    @Override
    public String toString() {
        return port.name().toLowerCase(java.util.Locale.ROOT) + "." + operation;
    }
}
