package com.rezagent.schedules.execution;

import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stores the outcome of each execution. Every method throws {@link TransientException} if the store does not respond; a
 * write may have taken effect nevertheless.
 */
public interface ExecutionHistory {
    /** Returns the execution, read strongly consistently; empty if there is no record of it. */
    Optional<Execution> find(ExecutionKey key);

    /**
     * Returns the execution of a schedule's firing in one of its incarnations, under whichever key it is stored; empty
     * if there is none.
     */
    default Optional<Execution> findFiring(ScheduleId scheduleId, Instant scheduledTime, String incarnation) {
        ExecutionKey key = ExecutionKey.firing(scheduleId, scheduledTime);
        Optional<Execution> existing = find(key);
        return existing.isEmpty() || existing.get().incarnation().equals(incarnation)
                ? existing
                : find(key.forIncarnation(incarnation));
    }

    /** Returns the execution with an id, read strongly consistently; empty if there is no record of it. */
    default Optional<Execution> find(ExecutionId id) {
        Instant firing = id.scheduledTime();
        if (firing != null) {
            return find(new ExecutionKey(id.scheduleId(), firing, null, id.incarnation()));
        }
        return findTriggerByKey(id.scheduleId(), Objects.requireNonNull(id.triggerKey()))
                .flatMap(trigger -> at(id.scheduleId(), trigger.scheduledTime()).stream()
                        .filter(it -> it.key().executionId().equals(id.text()))
                        .findFirst());
    }

    /** Returns all executions of a schedule with this scheduled time, read strongly consistently. */
    List<Execution> at(ScheduleId scheduleId, Instant scheduledTime);

    /**
     * Claims an execution in one conditional write. The claim is granted if the execution has no record, has failed or
     * been missed, or has a lease that is over. A firing of another incarnation is never taken over. A claim ends what is
     * recorded of a retry, see {@link Execution#reclaimed}.
     *
     * @param lease how long the claim excludes other claims
     */
    Claim claim(ExecutionKey key, String incarnation, Instant now, Duration lease);

    /**
     * Records a publication and counts it on its schedule, in one transaction: {@code execution_count} is incremented
     * and {@code last_triggered} becomes {@code finishedAt} if the schedule's record still has the execution's
     * incarnation; otherwise only the execution is recorded. A report that came before keeps what it changed, see
     * {@link Execution#recordedOver}.
     *
     * @return false if the execution was already published; then nothing is written
     */
    boolean recordPublished(Execution published);

    /**
     * Records another end (skipped, failed, missed), unless the execution has a final outcome or someone else's lease
     * is running. The holder of the lease is recognised by the number of attempts, which must equal the stored one. A run must not have changed since it was read.
     *
     * @param now time at which the lease is checked
     * @return false if nothing was written
     */
    boolean record(Execution ended, Instant now);

    /**
     * Replaces an execution with its next version, unless it has changed since it was read. If the next version is
     * counted and this one is not, it is counted on its schedule in the same transaction, as by {@link #recordPublished}.
     *
     * @param before the execution as read
     * @param after with the same key, and with a run whose revision is one more
     * @return false if the execution has changed; then nothing is written
     */
    boolean replace(Execution before, Execution after);

    /**
     * Returns the executions of a shard that are due at an instant or before, the earliest first. Eventually consistent:
     * one that is no longer due may be among them.
     *
     * @param shard from 0 to {@link QueueEntry#SHARDS}, excluded
     */
    List<Execution> due(int shard, Instant until, int limit);

    /**
     * Returns a page of the executions that need attention, the newest scheduled time first. Eventually consistent.
     *
     * @throws RefusedException {@code invalid_request} if the token was not issued for the same filters
     */
    Page<Execution> attention(AttentionQuery query);

    /**
     * Stores the first delivery of a trigger for 90 days.
     *
     * @return the first delivery: the given one, or the one that is already stored
     */
    Trigger recordTrigger(ScheduleId scheduleId, String commandId, Trigger delivery);

    /** Returns the first delivery of a trigger, read strongly consistently; empty if there was none. */
    default Optional<Trigger> findTrigger(ScheduleId scheduleId, String commandId) {
        return findTriggerByKey(scheduleId, ExecutionKey.triggerKey(commandId));
    }

    /** Same as {@link #findTrigger}, by {@link ExecutionKey#triggerKey}. */
    Optional<Trigger> findTriggerByKey(ScheduleId scheduleId, String triggerKey);

    /**
     * Returns a page of a schedule's executions, newest scheduled time first.
     *
     * @throws RefusedException {@code invalid_request} if the token was not issued for the same schedule and filters
     */
    Page<Execution> list(ExecutionQuery query);

    /** Returns a page of all executions of a schedule, see {@link #list(ExecutionQuery)}. */
    default Page<Execution> list(ScheduleId scheduleId, int limit, @Nullable String nextToken) {
        return list(new ExecutionQuery(scheduleId, limit, nextToken));
    }

    /**
     * Returns the firings (without manual executions) scheduled from {@code from} (inclusive) to {@code to}
     * (exclusive), in ascending order, read strongly consistently.
     */
    List<Execution> firings(ScheduleId scheduleId, Instant from, Instant to);
}
