package com.rezagent.schedules.local.system;

import com.rezagent.schedules.execution.QueueEntry;
import com.rezagent.schedules.local.clock.VirtualTimeScheduler;
import com.rezagent.schedules.local.clock.VirtualTimeScheduler.ScheduledTask;
import com.rezagent.schedules.local.invocation.AsyncInvoker;
import com.rezagent.schedules.local.store.SqlExecutionHistory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The rule that starts a sweep every minute. It skips the minutes and the shards in which nothing is due: a month without
 * reports has no sweep, instead of 43,200. Thread-safe.
 */
final class SweepTimer {
    private static final Duration PERIOD = Duration.ofMinutes(1);

    private final Clock clock;
    private final VirtualTimeScheduler virtualTime;
    private final SqlExecutionHistory executions;
    private final AsyncInvoker invoker;
    private @Nullable ScheduledTask next;
    private Instant earliest = Instant.MIN;

    SweepTimer(Clock clock, VirtualTimeScheduler virtualTime, SqlExecutionHistory executions, AsyncInvoker invoker) {
        this.clock = clock;
        this.virtualTime = virtualTime;
        this.executions = executions;
        this.invoker = invoker;
    }

    /** Starts with what is due in the store. */
    void start() {
        executions.onDue(this::schedule);
        executions.earliestDue().ifPresent(this::schedule);
    }

    /** Schedules a sweep for the first minute at which something is due, unless there is an earlier one. */
    private synchronized void schedule(Instant due) {
        Instant minute = wholeMinute(due.isBefore(clock.instant()) ? clock.instant() : due);
        Instant at = minute.isBefore(earliest) ? earliest : minute;
        if (next != null) {
            if (!next.due().isAfter(at)) {
                return;
            }
            next.cancel();
        }
        next = virtualTime.at(at, this::run);
    }

    private static Instant wholeMinute(Instant time) {
        Instant minute = time.truncatedTo(ChronoUnit.MINUTES);
        return minute.equals(time) ? minute : minute.plus(PERIOD);
    }

    private void run() {
        Instant now = clock.instant();
        synchronized (this) {
            next = null;
            // What is still due after this sweep waits for the next minute.
            earliest = now.truncatedTo(ChronoUnit.MINUTES).plus(PERIOD);
        }
        try {
            for (int shard = 0; shard < QueueEntry.SHARDS; shard++) {
                if (!executions.due(shard, now, 1).isEmpty()) {
                    invoker.invokeNow("{\"action\":\"sweep\",\"shard\":" + shard + "}");
                }
            }
        } finally {
            executions.earliestDue().ifPresent(this::schedule);
        }
    }
}
