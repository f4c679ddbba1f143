package com.rezagent.schedules.scheduler.execution;

import static com.rezagent.schedules.log.Log.field;

import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.Claim;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.execution.ScheduleState;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.plan.EntryMatch;
import com.rezagent.schedules.plan.FiringPlan;
import com.rezagent.schedules.plan.SkipCode;
import com.rezagent.schedules.plan.Surroundings;
import com.rezagent.schedules.plan.Verdict;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.store.FiringRecords;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs one execution: asks the firing plan whether to skip it, claims it with a lease, publishes its envelope, then records and
 * counts it in one transaction. Thread-safe.
 *
 * <p>If the event is redelivered and the execution is recorded, nothing happens. If another invocation holds the lease,
 * {@link TransientException} is thrown. If the lease has expired, the execution is claimed again and published with the
 * same message id.
 */
public final class ExecutionRunner {
    /** Gates that do not hold back an execution that an earlier attempt has started. */
    private static final Set<SkipCode> NOT_OF_TAKEOVERS =
            EnumSet.of(SkipCode.SKIP_REQUESTED, SkipCode.PREVIOUS_RUNNING);

    /** The verdict of a firing that another one has overtaken since the gates were asked. */
    private static final Verdict.Skipped PREVIOUS_RUNNING =
            new Verdict.Skipped(SkipCode.PREVIOUS_RUNNING, "another execution has not ended");

    private final FiringRecords records;
    private final ExecutionHistory history;
    private final AttemptPublisher attempts;
    private final PauseAfterFailures pauses;
    private final Duration lease;
    private final Clock clock;

    public ExecutionRunner(
            FiringRecords records,
            ExecutionHistory history,
            AttemptPublisher attempts,
            PauseAfterFailures pauses,
            Duration lease,
            Clock clock) {
        this.records = records;
        this.history = history;
        this.attempts = attempts;
        this.pauses = pauses;
        this.lease = lease;
        this.clock = clock;
    }

    /**
     * Runs a firing of the record's current incarnation and entry.
     *
     * @throws TransientException if it should be retried
     */
    public void runFiring(Schedule schedule, Instant scheduledTime, Log log) {
        runFiring(schedule, records.of(schedule), scheduledTime, EntryMatch.CURRENT, schedule.incarnation(), log);
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
     * @param surroundings of the schedule, as read for this firing
     * @param incarnation that the firing belongs to
     */
    public void runFiring(
            Schedule schedule,
            Surroundings surroundings,
            Instant scheduledTime,
            EntryMatch entry,
            String incarnation,
            Log log) {
        ExecutionKey key = ExecutionKey.firing(schedule.id(), scheduledTime);
        FiringPlan plan = FiringPlan.of(schedule, surroundings);
        Verdict verdict = plan.verdict(scheduledTime, clock.instant(), entry);
        boolean isOnlyForNewOnes =
                verdict instanceof Verdict.Skipped skipped && NOT_OF_TAKEOVERS.contains(skipped.code());
        if (isOnlyForNewOnes && isTakeover(key, incarnation)) {
            verdict = plan.verdictOfTakeover(scheduledTime, clock.instant(), entry);
        }
        run(verdict, Request.NONE, schedule, surroundings.state(), key, incarnation, log);
    }

    /** Returns whether an earlier attempt has started the execution and not finished it. */
    private boolean isTakeover(ExecutionKey key, String incarnation) {
        Optional<Execution> seen = history.find(key);
        boolean isKeyTaken = seen.isPresent() && !seen.get().incarnation().equals(incarnation);
        return (isKeyTaken ? history.find(key.forIncarnation(incarnation)) : seen)
                .filter(it -> it.outcome() == ExecutionOutcome.IN_PROGRESS)
                .isPresent();
    }

    /**
     * What is recorded of the request of a manual execution.
     *
     * @param overridden codes of the gates that would have held back a firing
     */
    private record Request(
            List<String> overridden, @Nullable String reason) {
        static final Request NONE = new Request(List.of(), null);

        Execution of(Execution execution) {
            return execution.requested(overridden, reason);
        }
    }

    /**
     * Runs a manual execution. Unlike a firing, it also runs while the schedule is paused or completed.
     *
     * @param reason why it was requested; null for none
     */
    public void runManual(Schedule schedule, ExecutionKey key, @Nullable String reason, Log log) {
        Surroundings surroundings = records.of(schedule);
        FiringPlan plan = FiringPlan.of(schedule, surroundings);
        List<String> overridden = plan.overridden(key.scheduledTime()).stream()
                .map(SkipCode::text)
                .toList();
        Request request = new Request(overridden, reason);
        run(
                plan.verdictOfManualExecution(key.scheduledTime()),
                request,
                schedule,
                surroundings.state(),
                key,
                schedule.incarnation(),
                log);
    }

    private void run(
            Verdict verdict,
            Request request,
            Schedule schedule,
            ScheduleState state,
            ExecutionKey key,
            String incarnation,
            Log log) {
        ScheduleState own = state.of(schedule);
        if (verdict instanceof Verdict.Skipped skipped) {
            skip(schedule, key, incarnation, skipped.reason(), request, own, log);
        } else {
            // An earlier run may have recorded the failures and crashed before it requested the pause.
            pauses.pauseIfDue(schedule, own, log);
            execute(schedule, own, key, request, log);
        }
    }

    /**
     * Records that an execution is skipped. The facts of an earlier attempt that was interrupted are kept, because it
     * may have published the execution.
     */
    private void skip(
            Schedule schedule,
            ExecutionKey requested,
            String incarnation,
            String reason,
            Request request,
            ScheduleState state,
            Log log) {
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
            throw Claim.Leased.contended(leased);
        }
        ExecutionKey executionKey = key;
        Execution skipped = seen.map(it -> it.ended(ExecutionOutcome.SKIPPED, reasonAfter(it, reason), now))
                .orElseGet(() -> Execution.unclaimed(executionKey, incarnation, ExecutionOutcome.SKIPPED, reason, now));
        ScheduleState shownIn = state.withEnd(skipped, schedule);
        if (!history.record(skipped.requested(skipped.overridden(), request.reason()), now, shownIn)) {
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

    private void execute(Schedule schedule, ScheduleState state, ExecutionKey requested, Request request, Log log) {
        String incarnation = schedule.incarnation();
        ExecutionKey key = requested;
        boolean isAlone = !schedule.mayOverlap();
        Claim claim = claim(key, state, isAlone);
        if (claim.isKeyTaken()) {
            key = key.forIncarnation(incarnation);
            claim = claim(key, state, isAlone);
        }
        if (claim.isOverlapping() && key.isManual()) {
            // It passes this gate, but firings await it if none of them is open already.
            claim = claim(key, state, false);
        }
        if (claim.isOverlapping()) {
            skip(schedule, key, incarnation, PREVIOUS_RUNNING.reason(), request, state, log);
            return;
        }
        Optional<Execution> granted = claim.granted();
        if (granted.isPresent()) {
            attempts.publishFirst(schedule, state, request.of(granted.get()), log);
        } else {
            log.info("execution_redelivered", field("execution_id", key.executionId()));
        }
    }

    private Claim claim(ExecutionKey key, ScheduleState state, boolean isAlone) {
        return isAlone
                ? history.claimAlone(key, clock.instant(), lease, state)
                : history.claim(key, state.incarnation(), clock.instant(), lease);
    }
}
