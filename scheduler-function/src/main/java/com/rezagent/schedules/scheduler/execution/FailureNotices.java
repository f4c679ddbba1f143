package com.rezagent.schedules.scheduler.execution;

import static com.rezagent.schedules.log.Log.field;

import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.execution.Attempt;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionDecision;
import com.rezagent.schedules.execution.ExecutionDecision.FollowUp;
import com.rezagent.schedules.execution.ScheduleState;
import com.rezagent.schedules.execution.ShownOutcome;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.plan.NoticePolicy;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.scheduler.notice.Notices;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Publishes notices of executions that fail, the first in a row and then as the group's {@link NoticePolicy} says, and of
 * the success after them. Thread-safe.
 */
public final class FailureNotices {
    /** Lambda retries an event after a minute, and once more after another two. */
    private static final Duration REPEATED_AFTER = Duration.ofSeconds(30);

    private static final Duration REPEATED_WITHIN = Duration.ofMinutes(10);

    private final Notices notices;
    private final Clock clock;

    public FailureNotices(Notices notices, Clock clock) {
        this.notices = notices;
        this.clock = clock;
    }

    /** Publishes the notice that a decision calls for, if any, or one that may be missing. */
    void publish(ScheduledExecution seen, ExecutionDecision decision, Log log) {
        if (seen.schedule() == null) {
            return;
        }
        try {
            if (decision.after() != null) {
                publish(seen, decision, decision.after());
            } else if (decision.result() == ExecutionDecision.Result.UNCHANGED && mayBeMissing(seen.execution())) {
                publish(seen, seen.execution(), 0);
            }
        } catch (RefusedException e) {
            // Publishing again would not help, and the outcome must be recorded.
            log.error("notice_failed", field("code", e.code().code()), field("reason", e.joinedDetails()));
        }
    }

    private void publish(ScheduledExecution seen, ExecutionDecision decision, Execution after) {
        for (FollowUp followUp : decision.followUps()) {
            if (followUp instanceof FollowUp.Ended ended) {
                ShownOutcome corrected = ended.corrected();
                publish(seen, after, corrected != null && corrected.isFailure() ? 1 : 0);
            }
        }
    }

    /** Returns whether the report that ended an execution is as old as one that is delivered again after a crash. */
    private boolean mayBeMissing(Execution execution) {
        List<Attempt> attempts = execution.attemptHistory();
        Instant reportedAt =
                attempts.isEmpty() ? null : attempts.get(attempts.size() - 1).reportedAt();
        if (reportedAt == null) {
            return false;
        }
        Duration age = Duration.between(reportedAt, clock.instant());
        return age.compareTo(REPEATED_AFTER) >= 0 && age.compareTo(REPEATED_WITHIN) <= 0;
    }

    /** @param ownFailures 1 if the execution itself had failed before */
    private void publish(ScheduledExecution seen, Execution ended, int ownFailures) {
        Schedule schedule = Objects.requireNonNull(seen.schedule());
        if (ended.shownOutcome().isFailure()) {
            failed(schedule, seen, ended);
        } else if (ended.shownOutcome() == ShownOutcome.SUCCEEDED) {
            succeeded(schedule, seen.state(), ended, ownFailures);
        }
    }

    private void failed(Schedule schedule, ScheduledExecution seen, Execution after) {
        ScheduleState state = seen.state();
        int others = state.failuresBeside(after.key().scheduledTime());
        boolean isCounted = others < ScheduleState.MAX_FAILURES;
        // Of a longer row only that many are known. It goes on with the count of all executions, so that as few are
        // notified.
        long number = isCounted ? others + 1L : state.executionCount();
        if (seen.surroundings().group().notices().notifies(number)) {
            notices.executionFailed(schedule, after, isCounted ? others + 1 : ScheduleState.MAX_FAILURES);
        }
    }

    private void succeeded(Schedule schedule, ScheduleState state, Execution after, int ownFailures) {
        Instant time = after.key().scheduledTime();
        int failures = state.failuresBefore(time) + ownFailures;
        Instant lastSuccess = state.lastSuccess();
        boolean hasRecoveredLater = lastSuccess != null && lastSuccess.isAfter(time);
        if (failures > 0 && !hasRecoveredLater && !state.hasFailedAfter(time)) {
            notices.executionRecovered(schedule, after, failures);
        }
    }
}
