package com.rezagent.schedules.scheduler.execution;

import static com.rezagent.schedules.log.Log.field;

import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.Attempt;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionDecider;
import com.rezagent.schedules.execution.ExecutionDecision;
import com.rezagent.schedules.execution.ExecutionEvent;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionId;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.FailedBy;
import com.rezagent.schedules.execution.ShownOutcome;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.record.OptimisticUpdate;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.store.FiringRecords;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Applies events to executions: decides, writes on condition that the execution has not changed since it was read, and
 * does what follows. If it has changed, decides again. Thread-safe.
 *
 * <p>The notice of a report goes out after the write, so that of many reports at once only one is notified, and again when
 * the report is delivered again. Other notices go out before the write, because after it nothing would repeat them. A
 * pause goes out after the write, and again whenever a later event or firing finds the failures recorded.
 */
public final class ExecutionUpdates {
    private static final OptimisticUpdate UPDATE =
            new OptimisticUpdate(50, "The execution kept changing while an event was being applied to it");

    private final FiringRecords records;
    private final ExecutionHistory history;
    private final FailureNotices notices;
    private final PauseAfterFailures pauses;
    private final Clock clock;

    public ExecutionUpdates(
            FiringRecords records,
            ExecutionHistory history,
            FailureNotices notices,
            PauseAfterFailures pauses,
            Clock clock) {
        this.records = records;
        this.history = history;
        this.notices = notices;
        this.pauses = pauses;
        this.clock = clock;
    }

    /**
     * Applies an event.
     *
     * @return what was decided and written; empty if there is no such execution
     * @throws TransientException if it should be retried
     */
    public Optional<ExecutionDecision> apply(ExecutionId id, ExecutionEvent event, Log log) {
        return apply(() -> history.find(id).map(this::scheduled), it -> event, log);
    }

    /** Same as {@link #apply(ExecutionId, ExecutionEvent, Log)}, by key, with an event that depends on what was read. */
    Optional<ExecutionDecision> apply(ExecutionKey key, Function<ScheduledExecution, ExecutionEvent> event, Log log) {
        return apply(() -> find(key), event, log);
    }

    /** Applies an event to an execution that was read; only if it has changed since, it is read again. */
    Optional<ExecutionDecision> apply(ScheduledExecution seen, ExecutionEvent event, Log log) {
        Optional<ExecutionDecision> decision = attempt(seen, event, log);
        return decision.isPresent() ? decision : apply(seen.execution().key(), it -> event, log);
    }

    /** Returns an execution with its schedule; empty if there is no record of it. */
    Optional<ScheduledExecution> find(ExecutionKey key) {
        return history.find(key).map(this::scheduled);
    }

    private ScheduledExecution scheduled(Execution execution) {
        return ScheduledExecution.of(execution, records.find(execution.key().scheduleId(), ResourceName.DEFAULT_GROUP));
    }

    private Optional<ExecutionDecision> apply(
            Supplier<Optional<ScheduledExecution>> read, Function<ScheduledExecution, ExecutionEvent> event, Log log) {
        return UPDATE.run(() -> {
            Optional<ScheduledExecution> seen = read.get();
            if (seen.isEmpty()) {
                return Optional.of(Optional.<ExecutionDecision>empty());
            }
            Optional<ExecutionDecision> decision = attempt(seen.get(), event.apply(seen.get()), log);
            return decision.isPresent() ? Optional.of(decision) : Optional.empty();
        });
    }

    /** @return empty if the execution has changed since it was read */
    private Optional<ExecutionDecision> attempt(ScheduledExecution seen, ExecutionEvent event, Log log) {
        ExecutionDecision decision = ExecutionDecider.decide(seen.execution(), seen.policy(), event, clock.instant());
        Execution after = decision.after();
        // A report is delivered again if this fails, and may be delivered many times at once. Nothing repeats the
        // others.
        boolean isReport = event instanceof ExecutionEvent.Reported;
        if (after != null) {
            if (!isReport) {
                notices.publish(seen, decision, log);
            }
            if (!isWritten(seen, after)) {
                return Optional.empty();
            }
            log(seen.execution(), after, log);
        }
        if (isReport) {
            notices.publish(seen, decision, log);
        }
        boolean isFailure =
                (after == null ? seen.execution() : after).shownOutcome().isFailure();
        if (isFailure && seen.schedule() != null) {
            pauses.pauseIfDue(seen.schedule(), log);
        }
        return Optional.of(decision);
    }

    private boolean isWritten(ScheduledExecution seen, Execution after) {
        return after.run() == null
                ? history.record(after, clock.instant(), seen.stateWithEnd(after))
                : history.replace(seen.execution(), after, seen.state());
    }

    private static void log(Execution before, Execution after, Log log) {
        ShownOutcome outcome = after.shownOutcome();
        if (before.shownOutcome() == outcome && before.attempt() == after.attempt()) {
            return;
        }
        // What a consumer says is not logged: it may be confidential.
        boolean isByConsumer =
                after.failedBy().filter(it -> it == FailedBy.CONSUMER).isPresent();
        Log.Field[] fields = {
            field("execution_id", after.key().executionId()),
            field("scheduled_time", after.key().scheduledTime()),
            field("outcome", outcome.text()),
            field("attempt", after.attempt()),
            field("attempt_state", lastState(after)),
            field("due", after.due().orElse(null)),
            field("reason", isByConsumer ? null : after.reason())
        };
        if (outcome.isFailure()) {
            log.warn("execution_ended", fields);
        } else {
            log.info(outcome.isOpen() ? "execution_updated" : "execution_ended", fields);
        }
    }

    /** Returns how the last attempt stands; null if there was none. */
    private static @Nullable String lastState(Execution execution) {
        List<Attempt> attempts = execution.attemptHistory();
        return attempts.isEmpty() ? null : attempts.get(attempts.size() - 1).state();
    }
}
