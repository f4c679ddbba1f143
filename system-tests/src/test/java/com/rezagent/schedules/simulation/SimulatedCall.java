package com.rezagent.schedules.simulation;

import com.rezagent.schedules.execution.QueueEntry;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

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

    private static final String DUE = "due";
    private static final Pattern READ = Pattern.compile("(find|due|state|gate).*|list|firings|at|attention|isFull");

    /** Whether an operation reads, by operation: it is asked for each pair of calls of each interleaving. */
    private static final Map<String, Boolean> READS = new ConcurrentHashMap<>();

    private static final String OWN_SHARD = DUE + " " + QueueEntry.shard(CommandSpec.idOf(Steps.NAME));

    /** Returns the read of the executions of a shard that are due. */
    static SimulatedCall due(int shard) {
        return new SimulatedCall(Port.HISTORY, DUE + " " + shard);
    }

    /** Returns whether it reads a queue that no schedule of the concurrent invocations has an execution in. */
    private boolean isOfOtherShard() {
        return operation.startsWith(DUE) && !operation.equals(OWN_SHARD);
    }

    boolean isRead() {
        return READS.computeIfAbsent(operation, it -> READ.matcher(it).matches());
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
            case HISTORY -> isOfOtherShard() ? EnumSet.noneOf(Resource.class) : EnumSet.of(Resource.EXECUTIONS);
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
