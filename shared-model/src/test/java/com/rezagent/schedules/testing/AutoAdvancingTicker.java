package com.rezagent.schedules.testing;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A nanosecond time source that advances by one second with each call, so that no limit of calls per second applies. */
public final class AutoAdvancingTicker implements LongSupplier {
    private final AtomicLong seconds = new AtomicLong();

    @Override
    public long getAsLong() {
        return TimeUnit.SECONDS.toNanos(seconds.incrementAndGet());
    }
}
