package com.rezagent.schedules.scheduler.reconcile;

import static com.rezagent.schedules.log.Log.field;

import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.expression.RateExpression;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.Unaudited;
import com.rezagent.schedules.scheduler.notice.Notices;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

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

    /** A rate's firings may be dated by the engine's own count. */
    private static final Duration RATE_TOLERANCE = Duration.ofSeconds(29);

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

    /** How many of a schedule's firings are newly missed; records and notifies them unless told only to look. */
    int audit(Schedule schedule, boolean dryRun, Log log) {
        Instant now = clock.instant();
        Schedule audited = schedule;
        NavigableMap<Instant, Unaudited> missed = new TreeMap<>();
        int looked = 0;
        boolean isWorthAWrite = false;
        for (Unaudited part : schedule.toAudit()) {
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
        if (dryRun || looked == 0) {
            return missed.size();
        }
        if (!missed.isEmpty()) {
            // First of all: once they are recorded, the next run does not find them any more.
            notices.executionsMissed(schedule, List.copyOf(missed.keySet()));
        }
        int recorded = 0;
        for (Map.Entry<Instant, Unaudited> one : missed.entrySet()) {
            ExecutionKey key = ExecutionKey.firing(schedule.id(), one.getKey());
            if (history.record(missed(key, one.getValue(), now), now)) {
                recorded++;
                log.warn("execution_missed", field("scheduled_time", one.getKey()));
            }
        }
        if (isWorthAWrite || !missed.isEmpty() || looked >= ENOUGH) {
            // Lost to another writer: the next run looks at the same firings again, and finds them recorded.
            store.replace(schedule, audited);
        }
        return recorded;
    }

    /** One never seen, or one that was claimed and never finished; of that, what is known stays. */
    private Execution missed(ExecutionKey key, Unaudited part, Instant now) {
        String grace = " within " + part.grace() + " of its time";
        return history.find(key)
                .map(it -> it.ended(
                        Execution.Outcome.MISSED,
                        "begun and not finished" + grace + "; it may have been published",
                        now))
                .orElseGet(() -> Execution.unclaimed(
                        key, part.incarnation(), Execution.Outcome.MISSED, "not seen" + grace, now));
    }

    private List<Instant> missing(ScheduleId id, Unaudited part, List<Instant> expected, Instant now) {
        Duration tolerance = part.recurrence().expression() instanceof RateExpression ? RATE_TOLERANCE : Duration.ZERO;
        Instant first = expected.get(0).minus(tolerance);
        Instant last = expected.get(expected.size() - 1).plus(tolerance).plusSeconds(1);
        NavigableMap<Instant, Execution> seen = new TreeMap<>();
        history.firings(id, first, last).forEach(it -> seen.put(it.key().scheduledTime(), it));
        return expected.stream()
                .filter(it -> seen.subMap(it.minus(tolerance), true, it.plus(tolerance), true).values().stream()
                        .noneMatch(execution -> isSeen(execution, now)))
                .toList();
    }

    private static boolean isSeen(Execution execution, Instant now) {
        return execution.outcome() != Execution.Outcome.IN_PROGRESS || !execution.isClaimable(now);
    }
}
