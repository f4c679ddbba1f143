package com.rezagent.schedules.local.system;

import com.rezagent.schedules.local.clock.VirtualTimeScheduler;
import com.rezagent.schedules.local.invocation.AsyncInvoker;
import com.rezagent.schedules.local.store.LocalStores;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * The rule that sends a reconcile request to the scheduler function at a fixed interval, in the middle of each period.
 * Each time, it also deletes expired rows, as DynamoDB's time to live does.
 */
public final class ReconcileTimer {
    /** The event that the rule sends. */
    public static final String EVENT = "{\"action\":\"reconcile\"}";

    private final Clock clock;
    private final VirtualTimeScheduler virtualTime;
    private final LocalStores stores;
    private final AsyncInvoker invoker;

    ReconcileTimer(Clock clock, VirtualTimeScheduler virtualTime, LocalStores stores, AsyncInvoker invoker) {
        this.clock = clock;
        this.virtualTime = virtualTime;
        this.stores = stores;
        this.invoker = invoker;
    }

    void start(Duration every) {
        virtualTime.at(next(every), () -> run(every));
    }

    private Instant next(Duration every) {
        // In the middle of the period, since most schedules fire on the hour.
        long period = every.toSeconds();
        long offset = period / 2;
        long periods = Math.floorDiv(clock.instant().getEpochSecond() - offset, period) + 1;
        return Instant.ofEpochSecond(periods * period + offset);
    }

    private void run(Duration every) {
        start(every);
        stores.deleteExpired(clock.instant());
        invoker.invokeNow(EVENT);
    }
}
