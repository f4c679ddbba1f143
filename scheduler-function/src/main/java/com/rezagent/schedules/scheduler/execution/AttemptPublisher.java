package com.rezagent.schedules.scheduler.execution;

import static com.rezagent.schedules.log.Log.field;

import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.execution.Envelope;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionDecider;
import com.rezagent.schedules.execution.ExecutionDecision;
import com.rezagent.schedules.execution.ExecutionEvent;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.execution.ScheduleState;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.messaging.Stage;
import com.rezagent.schedules.messaging.TopicPublisher;
import com.rezagent.schedules.schedule.Definition;
import com.rezagent.schedules.schedule.RunPolicy;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.scheduler.notice.Notices;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** Publishes the message of an attempt that is claimed, and records what came of it. Thread-safe. */
public final class AttemptPublisher {
    private final ExecutionHistory history;
    private final ExecutionUpdates updates;
    private final TopicPublisher publisher;
    private final Stage stage;
    private final Notices notices;
    private final Clock clock;

    public AttemptPublisher(
            ExecutionHistory history,
            ExecutionUpdates updates,
            TopicPublisher publisher,
            Stage stage,
            Notices notices,
            Clock clock) {
        this.history = history;
        this.updates = updates;
        this.publisher = publisher;
        this.stage = stage;
        this.notices = notices;
        this.clock = clock;
    }

    /**
     * Publishes the first attempt of an execution that the caller has claimed.
     *
     * @param state of the schedule, as read for this execution
     */
    void publishFirst(Schedule schedule, ScheduleState state, Execution claimed, Log log) {
        Definition definition = schedule.requireDefinition();
        String messageId;
        try {
            messageId = publish(schedule, claimed.key(), 1);
        } catch (RefusedException e) {
            refused(schedule, state, claimed, e, log);
            return;
        }
        Execution published = ExecutionDecider.decide(
                        claimed,
                        definition.runPolicy(),
                        new ExecutionEvent.Published(1, messageId, schedule.version()),
                        clock.instant())
                .written()
                .orElseThrow();
        boolean isRecorded = claimed.run() != null && history.replace(claimed, published, state);
        if (!isRecorded) {
            history.recordPublished(published, state);
        }
        logPublished(schedule, published, messageId, log);
    }

    private static void logPublished(Schedule schedule, Execution published, String messageId, Log log) {
        log.info(
                "execution_published",
                field("execution_id", published.key().executionId()),
                field("scheduled_time", published.key().scheduledTime()),
                field(
                        "target_type",
                        schedule.requireDefinition().target().type().text()),
                field("sns_message_id", messageId),
                field("attempt", published.attempts()),
                field(
                        "lateness_ms",
                        published.lateness().map(Duration::toMillis).orElse(0L)));
    }

    /** @return the id that SNS assigned */
    private String publish(Schedule schedule, ExecutionKey key, int attempt) {
        Definition definition = schedule.requireDefinition();
        return publisher.publish(
                definition.target().in(stage),
                Envelope.of(definition, schedule.group(), key, stage.stage(), attempt, clock.instant()));
    }

    private void refused(Schedule schedule, ScheduleState state, Execution execution, RefusedException e, Log log) {
        String reason = reason(e);
        RunPolicy policy = schedule.requireDefinition().runPolicy();
        if (execution.run() != null || (policy != null && policy.expectReport())) {
            updates.apply(execution.key(), it -> new ExecutionEvent.Refused(1, reason), log);
        } else {
            Instant now = clock.instant();
            notices.executionFailed(schedule, execution.key(), reason);
            Execution failed = execution.ended(ExecutionOutcome.FAILED, reason, now);
            history.record(failed, now, state.withEnd(failed, schedule));
        }
        logRefused(execution.key(), e, log);
    }

    private static void logRefused(ExecutionKey key, RefusedException e, Log log) {
        log.error(
                "execution_failed",
                field("execution_id", key.executionId()),
                field("scheduled_time", key.scheduledTime()),
                field("code", e.code().code()));
    }

    private static String reason(RefusedException e) {
        return e.getMessage() + ": " + e.joinedDetails();
    }

    /**
     * Publishes an attempt of an execution that the sweep has claimed.
     *
     * @param claimed with its schedule, which exists
     */
    void publish(ScheduledExecution claimed, int attempt, Log log) {
        Schedule schedule = Objects.requireNonNull(claimed.schedule());
        ExecutionKey key = claimed.execution().key();
        String messageId;
        try {
            messageId = publish(schedule, key, attempt);
        } catch (RefusedException e) {
            updates.apply(claimed, new ExecutionEvent.Refused(attempt, reason(e)), log);
            logRefused(key, e, log);
            return;
        }
        ExecutionDecision decision = updates.apply(
                        claimed, new ExecutionEvent.Published(attempt, messageId, schedule.version()), log)
                .orElseThrow();
        if (attempt == 1) {
            logPublished(schedule, decision.written().orElse(decision.before()), messageId, log);
        } else {
            log.info(
                    "attempt_published",
                    field("execution_id", key.executionId()),
                    field("scheduled_time", key.scheduledTime()),
                    field("sns_message_id", messageId),
                    field("attempt", attempt));
        }
    }
}
