package com.rezagent.schedules.scheduler.reconcile;

import static com.rezagent.schedules.log.Log.field;

import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.expression.RateExpression;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.State;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.scheduler.notice.Notices;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Finds executions that were expected and not seen by the end of their grace. It looks at each firing once: from where
 * the last audit ended, and never before the definition or state last changed.
 */
final class MissedExecutions {
    /** Bounds one audit; the next run goes on from there. */
    private static final int MAX_EXPECTED = 5_000;

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
        if (schedule.state() != State.ACTIVE || schedule.status() == Status.FAILED) {
            return 0;
        }
        Instant now = clock.instant();
        Instant from = from(schedule);
        Instant to = now.minus(schedule.requireDefinition().grace());
        if (!from.isBefore(to)) {
            return 0;
        }
        List<Instant> expected = schedule.recurrence()
                .after(from)
                .takeWhile(it -> !it.isAfter(to))
                .limit(MAX_EXPECTED)
                .toList();
        if (expected.isEmpty()) {
            return 0;
        }
        List<Instant> missed = missing(schedule, expected, now);
        if (dryRun) {
            return missed.size();
        }
        if (!missed.isEmpty()) {
            // First of all: once they are recorded, the next run does not find them any more.
            notices.executionsMissed(schedule, missed);
        }
        List<Instant> recorded = new ArrayList<>();
        for (Instant time : missed) {
            Execution execution = missed(schedule, time, now);
            if (history.record(execution, now)) {
                recorded.add(time);
                log.warn("execution_missed", field("scheduled_time", time));
            }
        }
        // Lost to another writer: the next run looks at the same firings again, and finds them recorded.
        store.replace(schedule, schedule.audited(expected.get(expected.size() - 1)));
        return recorded.size();
    }

    /** One never seen, or one that was claimed and never finished; of that, what is known stays. */
    private Execution missed(Schedule schedule, Instant time, Instant now) {
        ExecutionKey key = ExecutionKey.firing(schedule.id(), time);
        String grace = " within " + schedule.requireDefinition().grace() + " of its time";
        return history.find(key)
                .map(it -> it.ended(
                        Execution.Outcome.MISSED,
                        "begun and not finished" + grace + "; it may have been published",
                        now))
                .orElseGet(() -> Execution.unclaimed(
                        key, schedule.incarnation(), Execution.Outcome.MISSED, "not seen" + grace, now));
    }

    private static Instant from(Schedule schedule) {
        // A rate that was set then fires in that very second; nothing else that changed then does.
        boolean firesAtOnce = schedule.anchor().equals(schedule.updatedAt());
        Instant changed = firesAtOnce ? schedule.updatedAt().minusSeconds(1) : schedule.updatedAt();
        Instant audited = schedule.auditedUntil();
        return audited != null && audited.isAfter(changed) ? audited : changed;
    }

    private List<Instant> missing(Schedule schedule, List<Instant> expected, Instant now) {
        Duration tolerance =
                schedule.requireDefinition().expression() instanceof RateExpression ? RATE_TOLERANCE : Duration.ZERO;
        Instant first = expected.get(0).minus(tolerance);
        Instant last = expected.get(expected.size() - 1).plus(tolerance).plusSeconds(1);
        NavigableMap<Instant, Execution> seen = new TreeMap<>();
        history.firings(schedule.id(), first, last)
                .forEach(it -> seen.put(it.key().scheduledTime(), it));
        return expected.stream()
                .filter(it -> seen.subMap(it.minus(tolerance), true, it.plus(tolerance), true).values().stream()
                        .noneMatch(execution -> isSeen(execution, now)))
                .toList();
    }

    private static boolean isSeen(Execution execution, Instant now) {
        return execution.outcome() != Execution.Outcome.IN_PROGRESS || !execution.isClaimable(now);
    }
}
