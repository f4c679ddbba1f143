package com.rezagent.schedules.scheduler.execution;

import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionDecision;
import com.rezagent.schedules.execution.ExecutionEvent;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.plan.Block;
import com.rezagent.schedules.plan.FiringPlan;
import com.rezagent.schedules.record.Pause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Does what is due of an execution: ends a wait, or makes the next attempt unless its schedule is deleted or paused.
 * Thread-safe.
 */
public final class DueExecutions {
    private final ExecutionUpdates updates;
    private final AttemptPublisher attempts;
    private final Duration lease;
    private final Clock clock;

    /** @param lease how long the claim of an attempt excludes others */
    public DueExecutions(ExecutionUpdates updates, AttemptPublisher attempts, Duration lease, Clock clock) {
        this.updates = updates;
        this.attempts = attempts;
        this.lease = lease;
        this.clock = clock;
    }

    /**
     * Does what is due of an execution; nothing if nothing is, or it does not exist.
     *
     * @return whether it was due
     * @throws TransientException if it should be retried
     */
    public boolean run(ExecutionKey key, Log log) {
        Optional<ScheduledExecution> found = updates.find(key);
        boolean isDue = found.filter(it -> isDue(it.execution())).isPresent();
        if (isDue) {
            run(found.get(), log);
        }
        return isDue;
    }

    private boolean isDue(Execution execution) {
        return execution.due().filter(it -> !it.isAfter(clock.instant())).isPresent();
    }

    private void run(ScheduledExecution seen, Log log) {
        if (seen.isScheduleGone() && isWritten(seen, new ExecutionEvent.ScheduleDeleted(), log)) {
            return;
        }
        boolean hasEverReported = seen.schedule() == null || seen.state().hasReported();
        ExecutionEvent event = new ExecutionEvent.TimePassed(hasEverReported);
        ExecutionDecision decision = updates.apply(seen, event, log).orElse(null);
        if (decision == null) {
            return;
        }
        Optional<Execution> written = decision.written();
        if (written.isPresent() && isDue(written.get())) {
            // What was due was the end of a claim, whose retry is due, too.
            run(seen.with(written.get()), log);
            return;
        }
        Integer attempt = decision.attemptDue().orElse(null);
        if (attempt == null) {
            return;
        }
        ScheduledExecution due = seen.with(decision.before());
        if (due.isScheduleGone()) {
            updates.apply(due, new ExecutionEvent.ScheduleDeleted(), log);
            return;
        }
        List<Block> pauses = FiringPlan.of(Objects.requireNonNull(due.schedule()), due.surroundings())
                .pauses(clock.instant());
        if (!pauses.isEmpty()) {
            updates.apply(due, new ExecutionEvent.SchedulePaused(until(pauses)), log);
            return;
        }
        Optional<Execution> claimed = updates.apply(due, new ExecutionEvent.Claimed(attempt, lease), log)
                .flatMap(ExecutionDecision::written);
        if (claimed.isPresent()) {
            attempts.publish(due.with(claimed.get()), attempt, log);
        }
    }

    private boolean isWritten(ScheduledExecution seen, ExecutionEvent event, Log log) {
        return updates.apply(seen, event, log)
                .flatMap(ExecutionDecision::written)
                .isPresent();
    }

    /** Returns when the last of the pauses ends; null if one does not end by itself. */
    private static @Nullable Instant until(List<Block> pauses) {
        Instant last = Instant.MIN;
        for (Block block : pauses) {
            Pause pause = block.pause();
            Instant until = pause.until();
            if (until == null) {
                return null;
            }
            last = until.isAfter(last) ? until : last;
        }
        return last;
    }
}
