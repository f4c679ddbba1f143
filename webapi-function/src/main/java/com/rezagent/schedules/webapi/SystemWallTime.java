package com.rezagent.schedules.webapi;

import java.time.Duration;

/** The machine's own time. An interrupt ends a pause early and stays visible to the caller. Thread-safe. */
public final class SystemWallTime implements WallTime {
    @Override
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime());
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
