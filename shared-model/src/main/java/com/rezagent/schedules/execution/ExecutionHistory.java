package com.rezagent.schedules.execution;

import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.schedule.Page;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what became of each execution. Every method throws {@link TransientException} when the store doesn't answer; a
 * write may have taken effect nevertheless.
 */
public interface ExecutionHistory {
    /** The execution as of now (strongly consistent). */
    Optional<Execution> find(ExecutionKey key);

    /** The execution of a schedule's firing in one of its incarnations, under whichever key it is held. */
    default Optional<Execution> findFiring(ScheduleId scheduleId, Instant scheduledTime, String incarnation) {
        ExecutionKey key = ExecutionKey.firing(scheduleId, scheduledTime);
        Optional<Execution> held = find(key);
        return held.isEmpty() || held.get().incarnation().equals(incarnation) ? held : find(key.of(incarnation));
    }

    /**
     * Claims an execution, in one conditional write: one never seen, one failed or missed, or one whose lease is over. A
     * firing of another incarnation is never taken over.
     */
    Claim claim(ExecutionKey key, String incarnation, Instant now, Duration lease);

    /**
     * Records a publication and counts it on its schedule, in one transaction: {@code execution_count} goes up by one
     * and {@code last_triggered} becomes {@code finishedAt}, where the schedule's record still is the execution's
     * incarnation; where it isn't, only the execution is recorded.
     *
     * @return false when it was published already; then nothing was written
     */
    boolean recordPublished(Execution published);

    /**
     * Records another end (skipped, failed, missed), unless it has ended finally or somebody's lease still runs. A
     * holder of the lease says so by the execution's own attempts, which must be the stored ones.
     *
     * @param now judges whether a lease still runs
     * @return false when nothing was written
     */
    boolean record(Execution ended, Instant now);

    /**
     * Keeps the first delivery of a trigger for 90 days.
     *
     * @return the first delivery: this one, or the one that is kept already
     */
    Trigger keepTrigger(ScheduleId scheduleId, String commandId, Trigger delivery);

    /** The first delivery of a trigger (strongly consistent), where there was one. */
    Optional<Trigger> findTrigger(ScheduleId scheduleId, String commandId);

    /**
     * A page of a schedule's executions, newest scheduled time first.
     *
     * @throws RefusedException {@code invalid_request} for a token that was not given for the same schedule
     */
    Page<Execution> list(ScheduleId scheduleId, int limit, @Nullable String nextToken);

    /** The firings (manual ones left out) scheduled from {@code from} to before {@code to}, in order, strongly consistent. */
    List<Execution> firings(ScheduleId scheduleId, Instant from, Instant to);
}
