package com.rezagent.schedules.scheduler.execution;

import static com.rezagent.schedules.log.Log.field;

import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.Claim;
import com.rezagent.schedules.execution.Envelope;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.expression.RateExpression;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.schedule.Definition;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.State;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.scheduler.converge.Converger;
import com.rezagent.schedules.scheduler.notice.Notices;
import com.rezagent.schedules.topic.StageTopics;
import com.rezagent.schedules.topic.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Executes a schedule once: claims the execution for a while, publishes its envelope, then records and counts it in one
 * transaction. A redelivery finds the record; one that comes too early finds the claim; one that comes after a crash
 * takes over and publishes under the same message id.
 */
public final class Executor {
    private final ScheduleStore store;
    private final ExecutionHistory history;
    private final Topics topics;
    private final StageTopics stage;
    private final Converger converger;
    private final Completion completion;
    private final Notices notices;
    private final Duration lease;
    private final Clock clock;

    public Executor(
            ScheduleStore store,
            ExecutionHistory history,
            Topics topics,
            StageTopics stage,
            Converger converger,
            Completion completion,
            Notices notices,
            Duration lease,
            Clock clock) {
        this.store = store;
        this.history = history;
        this.topics = topics;
        this.stage = stage;
        this.converger = converger;
        this.completion = completion;
        this.notices = notices;
        this.lease = lease;
        this.clock = clock;
    }

    /**
     * A schedule fired at its time.
     *
     * @param version of the definition that the engine fired
     * @throws TransientException when it should be delivered again
     */
    public void fire(ScheduleId id, long version, Instant scheduledTime, Log log) {
        Optional<Schedule> found = store.find(id);
        if (found.isEmpty()) {
            adopt(id, log);
            return;
        }
        Schedule schedule = found.get();
        boolean outdated = version < schedule.version();
        // What is deleted and fires all the same was left so: by an adoption, say, that did not come as far as the
        // engine.
        boolean leftOver = schedule.isDeleted() && !schedule.isConverged();
        if (outdated || leftOver) {
            schedule = converger.converge(id, log).record().orElse(schedule);
        }
        ExecutionKey key = ExecutionKey.firing(id, scheduledTime);
        Optional<String> reason = reasonToSkip(schedule, key, outdated);
        if (reason.isPresent()) {
            skip(schedule, key, reason.get(), log);
        } else {
            execute(schedule, key, log);
        }
        if (schedule.isCompleted()) {
            // Whoever completed it may not have come as far as the engine.
            converger.converge(id, log);
        } else if (!schedule.hasFiringAfter(later(scheduledTime, clock.instant()))) {
            completion.completeIfDue(id, log);
        }
    }

    /** An engine entry without a record: it is given a tombstone, and then converged like any other. */
    public void adopt(ScheduleId id, Log log) {
        log.warn("orphan_found");
        store.insert(Schedule.tombstone(id, clock.instant()));
        converger.converge(id, log);
    }

    /**
     * An execution asked for by a command; safe to repeat.
     *
     * @throws TransientException when it should be delivered again
     */
    public void trigger(ScheduleId id, Command.Context command, Log log) {
        Schedule schedule = store.find(id).orElse(null);
        ExecutionKey key = ExecutionKey.manual(id, command.issuedAt(), command.commandId());
        if (schedule == null) {
            return;
        }
        if (schedule.isDeleted() || schedule.status() == Status.FAILED) {
            skip(schedule, key, schedule.status().text(), log);
        } else {
            execute(schedule, key, log);
        }
    }

    private static Optional<String> reasonToSkip(Schedule schedule, ExecutionKey key, boolean outdated) {
        if (schedule.isDeleted()) {
            return Optional.of("deleted");
        }
        if (schedule.status() == Status.FAILED) {
            return Optional.of("failed");
        }
        if (schedule.state() == State.PAUSED) {
            return Optional.of("paused");
        }
        if (key.scheduledTime().isBefore(schedule.createdAt().truncatedTo(ChronoUnit.SECONDS))) {
            return Optional.of("scheduled before the schedule was created");
        }
        Definition definition = schedule.requireDefinition();
        boolean rate = definition.expression() instanceof RateExpression;
        if (outdated && !rate && !schedule.recurrence().firesAt(key.scheduledTime())) {
            return Optional.of("the definition has changed and no longer fires then");
        }
        return Optional.empty();
    }

    /**
     * Records that an execution is not to be. What is known of it stays: whoever claimed it before and did not come to its
     * end may have published it.
     */
    private void skip(Schedule schedule, ExecutionKey key, String reason, Log log) {
        Instant now = clock.instant();
        Optional<Execution> seen = history.find(key);
        if (seen.map(Execution::outcome).filter(Execution.Outcome::isFinal).isPresent()) {
            return;
        }
        Instant lease = seen.map(Execution::leaseUntil).orElse(null);
        if (lease != null && now.isBefore(lease)) {
            throw leased(lease);
        }
        Execution skipped = seen.map(it -> it.ended(Execution.Outcome.SKIPPED, reasonAfter(it, reason), now))
                .orElseGet(
                        () -> Execution.unclaimed(key, schedule.incarnation(), Execution.Outcome.SKIPPED, reason, now));
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
        return seen.outcome() == Execution.Outcome.IN_PROGRESS
                ? reason + "; an attempt before was cut off, and may have published it"
                : reason;
    }

    private static TransientException leased(Instant until) {
        return new TransientException(
                TransientException.Reason.CONTENDED, "Another invocation has claimed this execution until " + until);
    }

    private void execute(Schedule schedule, ExecutionKey key, Log log) {
        Claim claim = history.claim(key, schedule.incarnation(), clock.instant(), lease);
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
            messageId = topics.publish(
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
        history.record(execution.ended(Execution.Outcome.FAILED, reason, now), now);
        log.error(
                "execution_failed",
                field("execution_id", execution.key().executionId()),
                field("scheduled_time", execution.key().scheduledTime()),
                field("code", e.code().code()));
    }

    private static Instant later(Instant a, Instant b) {
        return a.isBefore(b) ? b : a;
    }
}
