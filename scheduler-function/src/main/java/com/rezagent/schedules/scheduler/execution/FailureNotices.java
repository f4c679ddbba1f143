package com.rezagent.schedules.scheduler.execution;

import static com.rezagent.schedules.log.Log.field;

import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionDecision;
import com.rezagent.schedules.execution.ExecutionDecision.FollowUp;
import com.rezagent.schedules.execution.ScheduleState;
import com.rezagent.schedules.execution.ShownOutcome;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.scheduler.notice.Notices;
import java.time.Instant;
import java.util.Optional;

/**
 * Publishes notices of executions that fail, the first in a row and then every tenth, and of the success after them.
 * Thread-safe.
 */
public final class FailureNotices {
    /** After the first failure in a row, every failure with a multiple of this number is published. */
    static final int EVERY = 10;

    private final Notices notices;

    public FailureNotices(Notices notices) {
        this.notices = notices;
    }

    /** Publishes the notice that a decision calls for, if any, before the decision is written. */
    void publish(ScheduledExecution seen, ExecutionDecision decision, Log log) {
        Schedule schedule = seen.schedule();
        Execution after = decision.after();
        Optional<FollowUp.Ended> ended = decision.followUps().stream()
                .filter(FollowUp.Ended.class::isInstance)
                .map(FollowUp.Ended.class::cast)
                .findFirst();
        if (schedule == null || after == null || ended.isEmpty()) {
            return;
        }
        try {
            if (ended.get().outcome().isFailure()) {
                failed(schedule, seen.state(), after);
            } else if (ended.get().outcome() == ShownOutcome.SUCCEEDED) {
                succeeded(schedule, seen, after, ended.get());
            }
        } catch (RefusedException e) {
            // Publishing again would not help, and the outcome must be recorded.
            log.error("notice_failed", field("code", e.code().code()), field("reason", e.joinedDetails()));
        }
    }

    private void failed(Schedule schedule, ScheduleState state, Execution after) {
        int number = state.failuresBefore(after.key().scheduledTime()) + 1;
        if (number == 1 || number % EVERY == 0) {
            notices.executionFailed(schedule, after, number);
        }
    }

    private void succeeded(Schedule schedule, ScheduledExecution seen, Execution after, FollowUp.Ended ended) {
        Instant time = after.key().scheduledTime();
        ShownOutcome corrected = ended.corrected();
        int failures = seen.state().failuresBefore(time) + (corrected != null && corrected.isFailure() ? 1 : 0);
        Instant lastSuccess = seen.state().lastSuccess();
        boolean hasRecoveredLater = lastSuccess != null && lastSuccess.isAfter(time);
        if (failures > 0 && !hasRecoveredLater) {
            notices.executionRecovered(schedule, after, failures);
        }
    }
}
