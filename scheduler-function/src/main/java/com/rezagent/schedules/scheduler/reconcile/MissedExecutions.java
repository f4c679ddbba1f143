package com.rezagent.schedules.scheduler.reconcile;

import static com.rezagent.schedules.log.Log.field;

import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.execution.ScheduleState;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.plan.FiringPlan;
import com.rezagent.schedules.plan.Surroundings;
import com.rezagent.schedules.plan.Verdict;
import com.rezagent.schedules.schedule.AuditWindow;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.scheduler.notice.Notices;
import com.rezagent.schedules.store.FiringRecords;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Finds executions that were expected and not seen by the end of their grace, even if the schedule has changed since:
 * each audit window has the timing that applied in it, see {@link Schedule#allAuditWindows}. The progress is saved only
 * now and then, because auditing a few firings again costs less than a write of the record.
 */
final class MissedExecutions {
    /** The maximum number of firings per audit; the next run continues after them. */
    private static final int MAX_FIRINGS = 5_000;

    /** The progress is saved once an audit has this many firings. */
    private static final int FIRINGS_PER_WRITE = 12;

    /**
     * The time between reconcile runs. The progress is also saved if the last firing was already overdue in the
     * previous run, so
     * that it is not audited a third time.
     */
    private static final Duration RECONCILE_INTERVAL = Duration.ofHours(1);

    /** The maximum number of missed firings per notice. */
    private static final int MAX_PER_NOTICE = 500;

    private final ScheduleStore store;
    private final FiringRecords records;
    private final ExecutionHistory history;
    private final Notices notices;
    private final Clock clock;

    MissedExecutions(
            ScheduleStore store, FiringRecords records, ExecutionHistory history, Notices notices, Clock clock) {
        this.store = store;
        this.records = records;
        this.history = history;
        this.notices = notices;
        this.clock = clock;
    }

    /**
     * The result of one audit.
     *
     * @param missed how many firings were newly found missed
     * @param isDone false if time was up before all of them were recorded; the next audit continues
     */
    record Audit(int missed, boolean isDone) {}

    /** Counts a schedule's missed firings without recording or notifying them. */
    Audit inspect(Schedule schedule) {
        return new Audit(find(schedule).missed.size(), true);
    }

    /**
     * Finds a schedule's missed firings, and records and notifies them.
     *
     * @param outOfTime returns whether time is up; checked before each firing but the first
     */
    Audit audit(Schedule schedule, BooleanSupplier outOfTime, Log log) {
        Findings findings = find(schedule);
        Instant now = clock.instant();
        int recorded = 0;
        if (!recordHeldBack(schedule, findings, now, outOfTime, log)) {
            return new Audit(0, false);
        }
        List<Instant> missed = List.copyOf(findings.missed.keySet());
        for (int i = 0; i < missed.size(); i++) {
            if (i > 0 && outOfTime.getAsBoolean()) {
                return new Audit(recorded, false);
            }
            if (i % MAX_PER_NOTICE == 0) {
                // Notify first: once they are recorded, the next audit does not find them any more.
                notices.executionsMissed(schedule, missed.subList(i, Math.min(i + MAX_PER_NOTICE, missed.size())));
            }
            Instant firing = missed.get(i);
            Execution execution =
                    missed(schedule.id(), firing, Objects.requireNonNull(findings.missed.get(firing)), now);
            if (history.record(execution, now, findings.state.withEnd(execution, schedule))) {
                recorded++;
                log.warn("execution_missed", field("scheduled_time", firing));
            }
        }
        if (findings.isWorthAWrite || !missed.isEmpty() || !findings.heldBack.isEmpty()) {
            // If another writer wins, the next run audits the same firings again, and finds them recorded.
            store.replace(schedule, findings.audited);
        }
        return new Audit(recorded, true);
    }

    /**
     * Records the firings that were never delivered, but would have been held back.
     *
     * @return false if time was up before all of them were recorded
     */
    private boolean recordHeldBack(
            Schedule schedule, Findings findings, Instant now, BooleanSupplier outOfTime, Log log) {
        boolean isFirst = true;
        for (Map.Entry<Instant, HeldBack> firing : findings.heldBack.entrySet()) {
            if (!isFirst && outOfTime.getAsBoolean()) {
                return false;
            }
            isFirst = false;
            HeldBack held = firing.getValue();
            Execution skipped = ended(
                    schedule.id(), firing.getKey(), held.window(), ExecutionOutcome.SKIPPED, held.reason(), "", now);
            if (history.record(skipped, now, findings.state.withEnd(skipped, schedule))) {
                log.info(
                        "execution_skipped",
                        field("execution_id", skipped.key().executionId()),
                        field("scheduled_time", firing.getKey()),
                        field("reason", held.reason()));
            }
        }
        return true;
    }

    /** A firing that was never delivered, but would have been held back for this reason. */
    private record HeldBack(AuditWindow window, String reason) {}

    /**
     * The findings of an audit.
     *
     * @param missed the missed firings, each with its window
     * @param heldBack those of which a gate says no
     * @param state of the schedule's executions
     * @param audited the record to write once they are recorded
     * @param isWorthAWrite whether to write that record even if nothing is missed
     */
    private record Findings(
            NavigableMap<Instant, AuditWindow> missed,
            NavigableMap<Instant, HeldBack> heldBack,
            ScheduleState state,
            Schedule audited,
            boolean isWorthAWrite) {}

    private Findings find(Schedule schedule) {
        Instant now = clock.instant();
        FiringPlan plan = FiringPlan.of(schedule, Surroundings.NONE);
        Schedule audited = schedule;
        NavigableMap<Instant, AuditWindow> missed = new TreeMap<>();
        int count = 0;
        boolean isWorthAWrite = false;
        for (AuditWindow window : schedule.allAuditWindows()) {
            List<Instant> expected =
                    plan.overdue(window, now).limit(MAX_FIRINGS - count).toList();
            if (!expected.isEmpty()) {
                missing(schedule.id(), window, expected, now).forEach(it -> missed.putIfAbsent(it, window));
                Instant last = expected.get(expected.size() - 1);
                audited = audited.audited(window, last);
                count += expected.size();
                isWorthAWrite |= window.isClosed()
                        || !window.missedAt(last).plus(RECONCILE_INTERVAL).isAfter(now);
            }
        }
        Surroundings surroundings = missed.isEmpty() ? Surroundings.NONE : records.of(schedule);
        return new Findings(
                missed,
                withoutHeldBack(FiringPlan.of(schedule, surroundings), missed),
                surroundings.state().of(schedule),
                audited,
                isWorthAWrite || count >= FIRINGS_PER_WRITE);
    }

    /** Moves the firings that a skip or pause would have held back out of {@code missed}, and returns them. */
    private static NavigableMap<Instant, HeldBack> withoutHeldBack(
            FiringPlan plan, NavigableMap<Instant, AuditWindow> missed) {
        NavigableMap<Instant, HeldBack> heldBack = new TreeMap<>();
        missed.forEach((firing, window) -> {
            if (plan.verdictOfMissing(window, firing) instanceof Verdict.Skipped skipped) {
                heldBack.put(firing, new HeldBack(window, skipped.reason()));
            }
        });
        missed.keySet().removeAll(heldBack.keySet());
        return heldBack;
    }

    /**
     * Returns the execution to record for a missed firing: never seen, or claimed but never finished, whose known facts
     * are kept.
     */
    private Execution missed(ScheduleId id, Instant firing, AuditWindow window, Instant now) {
        String grace = " within " + window.grace() + " of its time";
        return ended(
                id,
                firing,
                window,
                ExecutionOutcome.MISSED,
                "not seen" + grace,
                "begun and not finished" + grace + "; it may have been published",
                now);
    }

    /** @param reasonIfBegun the reason for a firing that was claimed but never finished; empty for the same reason */
    private Execution ended(
            ScheduleId id,
            Instant firing,
            AuditWindow window,
            ExecutionOutcome outcome,
            String reason,
            String reasonIfBegun,
            Instant now) {
        ExecutionKey key = ExecutionKey.firing(id, firing);
        Optional<Execution> existing = history.find(key);
        if (existing.isPresent() && !existing.get().incarnation().equals(window.incarnation())) {
            key = key.forIncarnation(window.incarnation());
            existing = history.find(key);
        }
        ExecutionKey executionKey = key;
        return existing.map(it -> it.ended(outcome, reasonIfBegun.isEmpty() ? reason : reasonIfBegun, now))
                .orElseGet(() -> Execution.unclaimed(executionKey, window.incarnation(), outcome, reason, now));
    }

    private List<Instant> missing(ScheduleId id, AuditWindow window, List<Instant> expected, Instant now) {
        Duration tolerance = window.recurrence().tolerance();
        Instant first = expected.get(0).minus(tolerance);
        Instant last = expected.get(expected.size() - 1).plus(tolerance).plusSeconds(1);
        NavigableMap<Instant, Execution> seen = new TreeMap<>();
        history.firings(id, first, last).stream()
                .filter(it -> it.incarnation().equals(window.incarnation()))
                .forEach(it -> seen.put(it.key().scheduledTime(), it));
        return expected.stream()
                .filter(it -> seen.subMap(it.minus(tolerance), true, it.plus(tolerance), true).values().stream()
                        .noneMatch(execution -> isSeen(execution, now)))
                .toList();
    }

    private static boolean isSeen(Execution execution, Instant now) {
        // What is due is left to the sweep.
        return execution.outcome() != ExecutionOutcome.IN_PROGRESS
                || !execution.isClaimable(now)
                || execution.due().isPresent();
    }
}
