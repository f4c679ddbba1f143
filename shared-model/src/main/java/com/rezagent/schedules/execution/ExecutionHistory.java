package com.rezagent.schedules.execution;

import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stores the outcome of each execution. Every method throws {@link TransientException} if the store does not respond; a
 * write may have taken effect nevertheless.
 */
public interface ExecutionHistory {
    /** How many executions are read at once. */
    int MAX_FIND = 100;

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
        Optional<ExecutionKey> firing = id.firing();
        return firing.isPresent()
                ? find(firing.get())
                : findTriggerByKey(id.scheduleId(), Objects.requireNonNull(id.triggerKey()))
                        .flatMap(it -> findManual(id, it));
    }

    /** Returns the manual execution with an id, by the first delivery of its trigger; empty if there is no record of it. */
    default Optional<Execution> findManual(ExecutionId id, Trigger trigger) {
        return at(id.scheduleId(), trigger.scheduledTime()).stream()
                .filter(it -> it.key().executionId().equals(id.text()))
                .findFirst();
    }

    /**
     * Returns executions by id, each as {@link #find(ExecutionId)} returns it; those without a record are absent.
     *
     * @param ids at most {@value #MAX_FIND}
     */
    default Map<ExecutionId, Execution> findAll(Collection<ExecutionId> ids) {
        Map<ExecutionId, Execution> found = new HashMap<>();
        ids.forEach(id -> find(id).ifPresent(it -> found.put(id, it)));
        return found;
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
     * Claims an execution like {@link #claim}, unless another one is the open execution of its schedule, and makes it the
     * open one in the same transaction. Whatever ends it clears that. The claimed execution has a run, so that it is due at
     * the end of its lease.
     *
     * @param seen the state of the execution's incarnation, as read for this execution
     * @return {@link Claim.Overlapping} if another one is open
     */
    Claim claimAlone(ExecutionKey key, Instant now, Duration lease, ScheduleState seen);

    /**
     * Records a publication and, in the same transaction, what it changes in the state of its schedule: see {@link
     * ScheduleState#recorded}. If a later incarnation has a state, only the execution is recorded. Each concurrent
     * publication is counted. A report that came before keeps what it changed, see {@link Execution#recordedOver}.
     *
     * @param seen the state of the execution's incarnation, as read for this execution
     * @return false if the execution was already published; then nothing is written
     */
    boolean recordPublished(Execution published, ScheduleState seen);

    /** Returns the states of schedules by id, read strongly consistently; those without one are absent. */
    Map<ScheduleId, ScheduleState> states(Collection<ScheduleId> ids);

    /** Returns the state of a schedule, read strongly consistently; {@link ScheduleState#NONE} if there is none. */
    default ScheduleState state(ScheduleId id) {
        return states(List.of(id)).getOrDefault(id, ScheduleState.NONE);
    }

    /**
     * Records another end (skipped, failed, missed), unless the execution has a final outcome or someone else's lease is
     * running. The holder of the lease is recognised by the number of attempts, which must equal the stored one. A run
     * must not have changed since it was read. The same transaction changes the state, see {@link ScheduleState#ended}.
     *
     * @param now time at which the lease is checked
     * @param seen the state of the execution's incarnation, as read for this execution; {@link ScheduleState#NONE} if
     *     only the execution is to be written, see {@link ScheduleState#withEnd}
     * @return false if nothing was written
     */
    boolean record(Execution ended, Instant now, ScheduleState seen);

    /** Records an end that changes no state, see {@link #record(Execution, Instant, ScheduleState)}. */
    default boolean record(Execution ended, Instant now) {
        return record(ended, now, ScheduleState.NONE);
    }

    /**
     * Replaces an execution with its next version, unless it has changed since it was read. The same transaction changes
     * the state of the schedule, see {@link ScheduleState#changed}: it counts an execution that is counted from now on.
     *
     * @param before the execution as read
     * @param after with the same key, and with a run whose revision is one more
     * @param seen the state of the execution's incarnation, read not before the execution; {@link ScheduleState#NONE} if
     *     that incarnation has ended, so that only the execution changes
     * @return false if the execution has changed; then nothing is written
     */
    boolean replace(Execution before, Execution after, ScheduleState seen);

    /**
     * Returns the executions of a shard that are due at an instant or before, the earliest first. Eventually consistent:
     * one that is no longer due may be among them.
     *
     * @param shard from 0 to {@link QueueEntry#SHARDS}, excluded
     */
    default List<Execution> due(int shard, Instant until, int limit) {
        return due(shard, "", until, limit);
    }

    /**
     * Same as {@link #due(int, Instant, int)}, from a place in the queue.
     *
     * @param from {@link QueueEntry#following} of the last one of the page before; empty for the first page
     */
    List<Execution> due(int shard, String from, Instant until, int limit);

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
