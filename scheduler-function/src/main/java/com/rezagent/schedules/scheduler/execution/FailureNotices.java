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
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.scheduler.notice.Notices;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Publishes notices of executions that fail, the first in a row and then every tenth, and of the success after them.
 * Thread-safe.
 */
public final class FailureNotices {
    /** After the first failure in a row, every failure with a multiple of this number is published. */
    static final int EVERY = 10;

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
        Schedule schedule = seen.schedule();
        if (schedule == null) {
            return;
        }
        try {
            if (decision.after() != null) {
                publish(schedule, seen.state(), decision, decision.after());
            } else if (decision.result() == ExecutionDecision.Result.UNCHANGED && mayBeMissing(seen.execution())) {
                publish(schedule, seen.state(), seen.execution(), 0);
            }
        } catch (RefusedException e) {
            // Publishing again would not help, and the outcome must be recorded.
            log.error("notice_failed", field("code", e.code().code()), field("reason", e.joinedDetails()));
        }
    }

    private void publish(Schedule schedule, ScheduleState state, ExecutionDecision decision, Execution after) {
        for (FollowUp followUp : decision.followUps()) {
            if (followUp instanceof FollowUp.Ended ended) {
                ShownOutcome corrected = ended.corrected();
                publish(schedule, state, after, corrected != null && corrected.isFailure() ? 1 : 0);
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
    private void publish(Schedule schedule, ScheduleState state, Execution ended, int ownFailures) {
        if (ended.shownOutcome().isFailure()) {
            failed(schedule, state, ended);
        } else if (ended.shownOutcome() == ShownOutcome.SUCCEEDED) {
            succeeded(schedule, state, ended, ownFailures);
        }
    }

    private void failed(Schedule schedule, ScheduleState state, Execution after) {
        int number = state.failuresBefore(after.key().scheduledTime()) + 1;
        if (number == 1 || number % EVERY == 0) {
            notices.executionFailed(schedule, after, number);
        }
    }

    private void succeeded(Schedule schedule, ScheduleState state, Execution after, int ownFailures) {
        Instant time = after.key().scheduledTime();
        int failures = state.failuresBefore(time) + ownFailures;
        Instant lastSuccess = state.lastSuccess();
        boolean hasRecoveredLater = lastSuccess != null && lastSuccess.isAfter(time);
        if (failures > 0 && !hasRecoveredLater) {
            notices.executionRecovered(schedule, after, failures);
        }
    }
}
