package com.rezagent.schedules.simulation;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Real time, in nanoseconds, in which a second passes with each look: no limit of calls a second is ever reached. */
public final class AutoAdvancingTicker implements LongSupplier {
    private final AtomicLong seconds = new AtomicLong();

    @Override
    public long getAsLong() {
        return TimeUnit.SECONDS.toNanos(seconds.incrementAndGet());
    }
}
