package com.rezagent.schedules.webapi.command;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Real time from the monotonic clock. An interrupt ends a pause early and the interrupt flag stays set. Thread-safe.
 */
public final class SystemSleeper implements Sleeper {
    private final LongSupplier nanoTime;

    /** @param nanoTime {@link System#nanoTime()} */
    public SystemSleeper(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public Duration elapsed() {
        return Duration.ofNanos(nanoTime.getAsLong());
    }

    @Override
    public void pause(Duration duration) {
        try {
            Thread.sleep(duration.toMillis(), duration.toNanosPart() % 1_000_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
