package com.rezagent.schedules.execution;

import com.rezagent.schedules.record.SortKey;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Instant;

/**
 * The place of an execution in the index of executions that something is still to be done about.
 *
 * @param queue {@code due#} or {@code attention#}, and a shard
 * @param at a sort key: a time and the execution's id, so that no two entries are equal
 */
public record QueueEntry(String queue, String at) {
    /** The number of shards of each queue. */
    public static final int SHARDS = 10;

    private static final String DUE = "due#";
    private static final String ATTENTION = "attention#";

    /** Returns the shard of a schedule's executions. */
    public static int shard(ScheduleId id) {
        return Math.floorMod(id.value().hashCode(), SHARDS);
    }

    /** Returns the queue of executions that are due, in the order of {@link Execution#due}. */
    public static String dueQueue(int shard) {
        return DUE + shard;
    }

    /** Returns the queue of executions that need attention, in the order of their scheduled times. */
    public static String attentionQueue(int shard) {
        return ATTENTION + shard;
    }

    /** Returns a key that sorts after every entry at an instant or before, and before every later one. */
    public static String after(Instant instant) {
        return SortKey.text(instant) + "$";
    }

    /** Returns a key that sorts after this entry, and before every later one. */
    public String following() {
        return at + "!";
    }

    static QueueEntry due(ExecutionKey key, Instant at) {
        return new QueueEntry(dueQueue(shard(key.scheduleId())), SortKey.text(at, key.executionId()));
    }

    static QueueEntry attention(ExecutionKey key) {
        return new QueueEntry(
                attentionQueue(shard(key.scheduleId())), SortKey.text(key.scheduledTime(), key.executionId()));
    }
}
