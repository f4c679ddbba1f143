package com.rezagent.schedules.scheduler.execution;

import static com.rezagent.schedules.log.Log.field;

import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.Claim;
import com.rezagent.schedules.execution.Envelope;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.expression.RateExpression;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.schedule.Definition;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.State;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.scheduler.notice.Notices;
import com.rezagent.schedules.topic.Stage;
import com.rezagent.schedules.topic.TopicPublisher;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Runs one execution: asks the gates, claims it for a while, publishes its envelope, then records and counts it in one
 * transaction. A redelivery finds the record; one that comes too early finds the claim; one that comes after a crash
 * takes over and publishes under the same message id.
 */
public final class ExecutionRunner {
    private final ExecutionHistory history;
    private final TopicPublisher publisher;
    private final Stage stage;
    private final Notices notices;
    private final Duration lease;
    private final Clock clock;

    public ExecutionRunner(
            ExecutionHistory history,
            TopicPublisher publisher,
            Stage stage,
            Notices notices,
            Duration lease,
            Clock clock) {
        this.history = history;
        this.publisher = publisher;
        this.stage = stage;
        this.notices = notices;
        this.lease = lease;
        this.clock = clock;
    }

    /** What fired: the entry of the record, or one that the record has left behind. */
    enum Entry {
        CURRENT,
        OUTDATED,
        /** Of a schedule of the same name that was deleted or is completed. */
        OF_ANOTHER_LIFE
    }

    /**
     * A firing of the record's own life and entry.
     *
     * @throws TransientException when it should be tried again
     */
    public void runFiring(Schedule schedule, Instant scheduledTime, Log log) {
        runFiring(schedule, scheduledTime, Entry.CURRENT, schedule.incarnation(), log);
    }

    /** Finishes the firings of a time that were claimed and left, whatever the schedule has become since. */
    public void finishFirings(Schedule schedule, Instant from, Instant now, Log log) {
        history.firings(schedule.id(), from, now.plusSeconds(1)).stream()
                .filter(it -> it.outcome() == ExecutionOutcome.IN_PROGRESS)
                .filter(it -> it.incarnation().equals(schedule.incarnation()))
                .forEach(it -> runFiring(schedule, it.key().scheduledTime(), log));
    }

    /** @param incarnation that the firing belongs to */
    void runFiring(Schedule schedule, Instant scheduledTime, Entry entry, String incarnation, Log log) {
        ExecutionKey key = ExecutionKey.firing(schedule.id(), scheduledTime);
        Optional<String> reason = reasonToSkip(schedule, scheduledTime, entry);
        if (reason.isPresent()) {
            skip(key, incarnation, reason.get(), log);
        } else {
            execute(schedule, key, log);
        }
    }

    /** An execution that passes every gate but deleted and failed. */
    void runManual(Schedule schedule, ExecutionKey key, Log log) {
        if (schedule.isDeleted() || schedule.status() == Status.FAILED) {
            skip(key, schedule.incarnation(), schedule.status().text(), log);
        } else {
            execute(schedule, key, log);
        }
    }

    private static Optional<String> reasonToSkip(Schedule schedule, Instant scheduledTime, Entry entry) {
        if (schedule.isDeleted()) {
            return Optional.of("deleted");
        }
        if (schedule.status() == Status.FAILED) {
            return Optional.of("failed");
        }
        if (isBeforeCreation(schedule, scheduledTime)) {
            return Optional.of("before_creation: scheduled before the schedule was created");
        }
        if (!mayStillRun(schedule, scheduledTime, entry)) {
            return Optional.of("outdated: the schedule has changed and no longer fires then");
        }
        return schedule.state() == State.PAUSED ? Optional.of("paused") : Optional.empty();
    }

    /** A rate's first firing may be its start date, a moment before the schedule was created. */
    private static boolean isBeforeCreation(Schedule schedule, Instant scheduledTime) {
        boolean isAnchor = schedule.requireDefinition().expression() instanceof RateExpression
                && scheduledTime.equals(schedule.anchor());
        return !isAnchor && scheduledTime.isBefore(schedule.createdAt().truncatedTo(ChronoUnit.SECONDS));
    }

    /** The engine is sent an end of a second more; and what an outdated entry fires must be a firing still. */
    private static boolean mayStillRun(Schedule schedule, Instant scheduledTime, Entry entry) {
        Definition definition = schedule.requireDefinition();
        if (definition.end() != null && scheduledTime.isAfter(definition.end())) {
            return false;
        }
        return switch (entry) {
            case CURRENT -> true;
            case OUTDATED -> schedule.recurrence().firesNear(scheduledTime);
            case OF_ANOTHER_LIFE -> false;
        };
    }

    /**
     * Records that an execution is not to be. What is known of it stays: whoever claimed it before and did not come to its
     * end may have published it.
     */
    private void skip(ExecutionKey asked, String incarnation, String reason, Log log) {
        Instant now = clock.instant();
        ExecutionKey key = asked;
        Optional<Execution> seen = history.find(key);
        if (!key.isManual() && seen.isPresent() && !seen.get().incarnation().equals(incarnation)) {
            key = key.of(incarnation);
            seen = history.find(key);
        }
        if (seen.map(Execution::outcome).filter(ExecutionOutcome::isFinal).isPresent()) {
            return;
        }
        Instant leased = seen.map(Execution::leaseUntil).orElse(null);
        if (leased != null && now.isBefore(leased)) {
            throw leased(leased);
        }
        ExecutionKey free = key;
        Execution skipped = seen.map(it -> it.ended(ExecutionOutcome.SKIPPED, reasonAfter(it, reason), now))
                .orElseGet(() -> Execution.unclaimed(free, incarnation, ExecutionOutcome.SKIPPED, reason, now));
        if (!history.record(skipped, now)) {
            throw new TransientException(
                    TransientException.Reason.CONTENDED, "Another invocation was at this execution at the same moment");
        }
        log.info(
                "execution_skipped",
                field("execution_id", key.executionId()),
                field("scheduled_time", key.scheduledTime()),
                field("reason", reason));
    }

    private static String reasonAfter(Execution seen, String reason) {
        return seen.outcome() == ExecutionOutcome.IN_PROGRESS
                ? reason + "; an attempt before was cut off, and may have published it"
                : reason;
    }

    private static TransientException leased(Instant until) {
        return new TransientException(
                TransientException.Reason.CONTENDED, "Another invocation has claimed this execution until " + until);
    }

    private void execute(Schedule schedule, ExecutionKey asked, Log log) {
        String incarnation = schedule.incarnation();
        ExecutionKey key = asked;
        Claim claim = history.claim(key, incarnation, clock.instant(), lease);
        if (claim instanceof Claim.OfAnotherLife) {
            key = key.of(incarnation);
            claim = history.claim(key, incarnation, clock.instant(), lease);
        }
        if (claim instanceof Claim.Leased leased) {
            throw leased(leased.until());
        }
        if (claim instanceof Claim.Granted granted) {
            publish(schedule, granted.execution(), log);
        } else {
            log.info("execution_redelivered", field("execution_id", key.executionId()));
        }
    }

    private void publish(Schedule schedule, Execution execution, Log log) {
        Definition definition = schedule.requireDefinition();
        ExecutionKey key = execution.key();
        String messageId;
        try {
            messageId = publisher.publish(
                    definition.target().in(stage), Envelope.of(definition, key, stage.stage(), clock.instant()));
        } catch (RefusedException e) {
            fail(schedule, execution, e, log);
            return;
        }
        Execution published = execution.published(messageId, clock.instant());
        history.recordPublished(published);
        log.info(
                "execution_published",
                field("execution_id", key.executionId()),
                field("scheduled_time", key.scheduledTime()),
                field("target_type", definition.target().type().text()),
                field("sns_message_id", messageId),
                field("attempt", execution.attempts()),
                field(
                        "lateness_ms",
                        published.lateness().map(Duration::toMillis).orElse(0L)));
    }

    private void fail(Schedule schedule, Execution execution, RefusedException e, Log log) {
        Instant now = clock.instant();
        String reason = e.getMessage() + ": " + e.joinedDetails();
        notices.executionFailed(schedule, execution.key(), reason);
        history.record(execution.ended(ExecutionOutcome.FAILED, reason, now), now);
        log.error(
                "execution_failed",
                field("execution_id", execution.key().executionId()),
                field("scheduled_time", execution.key().scheduledTime()),
                field("code", e.code().code()));
    }
}
