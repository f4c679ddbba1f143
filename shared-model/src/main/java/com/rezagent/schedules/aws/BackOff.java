package com.rezagent.schedules.aws;

import java.time.Duration;

/** Waits between repeated calls. */
final class BackOff {
    private BackOff() {}

    /** Sleeps; returns early, with the interrupt flag set, if the thread is interrupted. */
    static void sleep(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
