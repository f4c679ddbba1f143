package com.rezagent.schedules.scheduler.reconcile;

import static com.rezagent.schedules.log.Log.field;

import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.schedule.AuditWindow;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.scheduler.notice.Notices;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Finds executions that were expected and not seen by the end of their grace, whatever the schedule has become since. It
 * looks for each firing under what the schedule said at its time: see {@link Schedule#toAudit}. How far it got it writes
 * down now and then: to look at a few firings again costs less than a write of the record.
 */
final class MissedExecutions {
    /** Bounds one audit; the next run goes on from there. */
    private static final int MAX_EXPECTED = 5_000;

    /** So many firings are not looked at again. */
    private static final int ENOUGH = 12;

    /** How long after the last run the next one comes: what has not grown since then is not looked at a third time. */
    private static final Duration PERIOD = Duration.ofHours(1);

    /** How many missed firings one notice is about. */
    private static final int NOTIFIED_TOGETHER = 500;

    private final ScheduleStore store;
    private final ExecutionHistory history;
    private final Notices notices;
    private final Clock clock;

    MissedExecutions(ScheduleStore store, ExecutionHistory history, Notices notices, Clock clock) {
        this.store = store;
        this.history = history;
        this.notices = notices;
        this.clock = clock;
    }

    /**
     * What one audit came to.
     *
     * @param missed how many of the schedule's firings are newly missed
     * @param isDone false where time was up before all of them were recorded; the next audit goes on
     */
    record Audit(int missed, boolean isDone) {}

    /** Looks for a schedule's missed firings, and records and notifies none of them. */
    Audit inspect(Schedule schedule) {
        return new Audit(look(schedule).missed.size(), true);
    }

    /**
     * Looks for a schedule's missed firings, and records and notifies them.
     *
     * @param outOfTime asked before each firing but the first
     */
    Audit audit(Schedule schedule, BooleanSupplier outOfTime, Log log) {
        Look look = look(schedule);
        Instant now = clock.instant();
        int recorded = 0;
        List<Instant> missed = List.copyOf(look.missed.keySet());
        for (int i = 0; i < missed.size(); i++) {
            if (i > 0 && outOfTime.getAsBoolean()) {
                return new Audit(recorded, false);
            }
            if (i % NOTIFIED_TOGETHER == 0) {
                // First of all: once they are recorded, the next audit does not find them any more.
                notices.executionsMissed(schedule, missed.subList(i, Math.min(i + NOTIFIED_TOGETHER, missed.size())));
            }
            Instant firing = missed.get(i);
            if (history.record(
                    missed(schedule.id(), firing, Objects.requireNonNull(look.missed.get(firing)), now), now)) {
                recorded++;
                log.warn("execution_missed", field("scheduled_time", firing));
            }
        }
        if (look.isWorthAWrite || !missed.isEmpty()) {
            // Lost to another writer: the next run looks at the same firings again, and finds them recorded.
            store.replace(schedule, look.audited);
        }
        return new Audit(recorded, true);
    }

    /** What was found, and the record once that is recorded. */
    private record Look(NavigableMap<Instant, AuditWindow> missed, Schedule audited, boolean isWorthAWrite) {}

    private Look look(Schedule schedule) {
        Instant now = clock.instant();
        Schedule audited = schedule;
        NavigableMap<Instant, AuditWindow> missed = new TreeMap<>();
        int looked = 0;
        boolean isWorthAWrite = false;
        for (AuditWindow part : schedule.toAudit()) {
            List<Instant> expected =
                    part.overdue(now).limit(MAX_EXPECTED - looked).toList();
            if (!expected.isEmpty()) {
                missing(schedule.id(), part, expected, now).forEach(it -> missed.putIfAbsent(it, part));
                Instant last = expected.get(expected.size() - 1);
                audited = audited.audited(part, last);
                looked += expected.size();
                isWorthAWrite |=
                        part.isOver() || !part.graceOver(last).plus(PERIOD).isAfter(now);
            }
        }
        return new Look(missed, audited, isWorthAWrite || looked >= ENOUGH);
    }

    /** One never seen, or one that was claimed and never finished; of that, what is known stays. */
    private Execution missed(ScheduleId id, Instant firing, AuditWindow part, Instant now) {
        String grace = " within " + part.grace() + " of its time";
        ExecutionKey key = ExecutionKey.firing(id, firing);
        Optional<Execution> held = history.find(key);
        if (held.isPresent() && !held.get().incarnation().equals(part.incarnation())) {
            key = key.of(part.incarnation());
            held = history.find(key);
        }
        ExecutionKey free = key;
        return held.map(it -> it.ended(
                        ExecutionOutcome.MISSED,
                        "begun and not finished" + grace + "; it may have been published",
                        now))
                .orElseGet(() -> Execution.unclaimed(
                        free, part.incarnation(), ExecutionOutcome.MISSED, "not seen" + grace, now));
    }

    private List<Instant> missing(ScheduleId id, AuditWindow part, List<Instant> expected, Instant now) {
        Duration tolerance = part.recurrence().tolerance();
        Instant first = expected.get(0).minus(tolerance);
        Instant last = expected.get(expected.size() - 1).plus(tolerance).plusSeconds(1);
        NavigableMap<Instant, Execution> seen = new TreeMap<>();
        history.firings(id, first, last).stream()
                .filter(it -> it.incarnation().equals(part.incarnation()))
                .forEach(it -> seen.put(it.key().scheduledTime(), it));
        return expected.stream()
                .filter(it -> seen.subMap(it.minus(tolerance), true, it.plus(tolerance), true).values().stream()
                        .noneMatch(execution -> isSeen(execution, now)))
                .toList();
    }

    private static boolean isSeen(Execution execution, Instant now) {
        return execution.outcome() != ExecutionOutcome.IN_PROGRESS || !execution.isClaimable(now);
    }
}
