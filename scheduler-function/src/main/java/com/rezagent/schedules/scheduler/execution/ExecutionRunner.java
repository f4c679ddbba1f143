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
import com.rezagent.schedules.messaging.Stage;
import com.rezagent.schedules.messaging.TopicPublisher;
import com.rezagent.schedules.schedule.Definition;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.State;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.scheduler.notice.Notices;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Runs one execution: checks whether to skip it, claims it with a lease, publishes its envelope, then records and
 * counts it in one transaction. Thread-safe.
 *
 * <p>If the event is redelivered and the execution is recorded, nothing happens. If another invocation holds the lease,
 * {@link TransientException} is thrown. If the lease has expired, the execution is claimed again and published with the
 * same message id.
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

    /** The engine entry that fired, compared with the record. */
    enum EntryMatch {
        CURRENT,
        /** The entry of an earlier version of the record. */
        OUTDATED,
        /** The entry of another incarnation: a schedule of the same name that was deleted or completed. */
        OTHER_INCARNATION
    }

    /**
     * Runs a firing of the record's current incarnation and entry.
     *
     * @throws TransientException if it should be retried
     */
    public void runFiring(Schedule schedule, Instant scheduledTime, Log log) {
        runFiring(schedule, scheduledTime, EntryMatch.CURRENT, schedule.incarnation(), log);
    }

    /**
     * Runs every unfinished firing since {@code from} again, even if the schedule has changed since.
     */
    public void finishFirings(Schedule schedule, Instant from, Instant now, Log log) {
        history.firings(schedule.id(), from, now.plusSeconds(1)).stream()
                .filter(it -> it.outcome() == ExecutionOutcome.IN_PROGRESS)
                .filter(it -> it.incarnation().equals(schedule.incarnation()))
                .forEach(it -> runFiring(schedule, it.key().scheduledTime(), log));
    }

    /**
     * Runs a firing.
     *
     * @param incarnation that the firing belongs to
     */
    void runFiring(Schedule schedule, Instant scheduledTime, EntryMatch entry, String incarnation, Log log) {
        ExecutionKey key = ExecutionKey.firing(schedule.id(), scheduledTime);
        Optional<String> reason = reasonToSkip(schedule, scheduledTime, entry);
        if (reason.isPresent()) {
            skip(key, incarnation, reason.get(), log);
        } else {
            execute(schedule, key, log);
        }
    }

    /** Runs a manual execution. Unlike a firing, it also runs while the schedule is paused or completed. */
    void runManual(Schedule schedule, ExecutionKey key, Log log) {
        if (schedule.isDeleted() || schedule.status() == Status.FAILED) {
            skip(key, schedule.incarnation(), schedule.status().text(), log);
        } else {
            execute(schedule, key, log);
        }
    }

    private static Optional<String> reasonToSkip(Schedule schedule, Instant scheduledTime, EntryMatch entry) {
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

    /**
     * Returns whether a firing is before the creation; a rate's first firing may be a start date a moment before it.
     */
    private static boolean isBeforeCreation(Schedule schedule, Instant scheduledTime) {
        boolean isAnchor = schedule.requireDefinition().expression() instanceof RateExpression
                && scheduledTime.equals(schedule.anchor());
        return !isAnchor && scheduledTime.isBefore(schedule.createdAt().truncatedTo(ChronoUnit.SECONDS));
    }

    /**
     * Returns whether the schedule still has this firing. Engine entries end one second late, so the end is checked
     * too.
     */
    private static boolean mayStillRun(Schedule schedule, Instant scheduledTime, EntryMatch entry) {
        Instant end = schedule.requireDefinition().timing().end();
        if (end != null && scheduledTime.isAfter(end)) {
            return false;
        }
        return switch (entry) {
            case CURRENT -> true;
            case OUTDATED -> schedule.recurrence().firesNear(scheduledTime);
            case OTHER_INCARNATION -> false;
        };
    }

    /**
     * Records that an execution is skipped. The facts of an earlier attempt that was interrupted are kept, because it
     * may have published the execution.
     */
    private void skip(ExecutionKey requested, String incarnation, String reason, Log log) {
        Instant now = clock.instant();
        ExecutionKey key = requested;
        Optional<Execution> seen = history.find(key);
        if (!key.isManual() && seen.isPresent() && !seen.get().incarnation().equals(incarnation)) {
            key = key.forIncarnation(incarnation);
            seen = history.find(key);
        }
        if (seen.map(Execution::outcome).filter(ExecutionOutcome::isFinal).isPresent()) {
            return;
        }
        Instant leased = seen.map(Execution::leaseUntil).orElse(null);
        if (leased != null && now.isBefore(leased)) {
            throw leased(leased);
        }
        ExecutionKey executionKey = key;
        Execution skipped = seen.map(it -> it.ended(ExecutionOutcome.SKIPPED, reasonAfter(it, reason), now))
                .orElseGet(() -> Execution.unclaimed(executionKey, incarnation, ExecutionOutcome.SKIPPED, reason, now));
        if (!history.record(skipped, now)) {
            throw new TransientException(
                    TransientException.Reason.CONTENDED, "Another invocation changed this execution at the same time");
        }
        log.info(
                "execution_skipped",
                field("execution_id", key.executionId()),
                field("scheduled_time", key.scheduledTime()),
                field("reason", reason));
    }

    private static String reasonAfter(Execution seen, String reason) {
        return seen.outcome() == ExecutionOutcome.IN_PROGRESS
                ? reason + "; an earlier attempt was interrupted, and may have published it"
                : reason;
    }

    private static TransientException leased(Instant until) {
        return new TransientException(
                TransientException.Reason.CONTENDED, "Another invocation has claimed this execution until " + until);
    }

    private void execute(Schedule schedule, ExecutionKey requested, Log log) {
        String incarnation = schedule.incarnation();
        ExecutionKey key = requested;
        Claim claim = history.claim(key, incarnation, clock.instant(), lease);
        if (claim instanceof Claim.OfAnotherIncarnation) {
            key = key.forIncarnation(incarnation);
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
