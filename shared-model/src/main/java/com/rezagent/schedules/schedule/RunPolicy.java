package com.rezagent.schedules.schedule;

import com.rezagent.schedules.record.Digest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is expected of the consumer of a schedule's messages, and what follows if it fails.
 *
 * @param expectReport whether an execution ends with a report instead of with its publication
 * @param reportWithin how long after the publication of an attempt its report is awaited
 * @param pauseAfterFailures after how many failed executions in a row the schedule is paused; null for never
 */
public record RunPolicy(
        boolean expectReport,
        Duration reportWithin,
        Retry retry,
        Overlap overlap,
        @Nullable Integer pauseAfterFailures) {

    /** What happens to a firing while the previous execution has not ended. */
    public enum Overlap {
        ALLOW,
        SKIP
    }

    /**
     * When a failed attempt is repeated.
     *
     * @param maximumAttempts with the first
     * @param jitter the largest part of a delay that is added or taken off
     */
    public record Retry(
            int maximumAttempts, Duration firstDelay, double multiplier, Duration maximumDelay, double jitter) {}

    private static final int PER_MILLE = 1_000;

    /** Returns the delay before an attempt, the second or a later one; always the same for an execution and attempt. */
    public Duration delayBefore(int attempt, String executionId) {
        double millis = Math.min(
                (double) retry.maximumDelay().toMillis(),
                (double) retry.firstDelay().toMillis() * Math.pow(retry.multiplier(), Math.max(0, attempt - 2)));
        int hash = Integer.parseInt(Digest.hex128(executionId + " #" + attempt).substring(0, 7), 16) % PER_MILLE;
        double u = 2.0 * hash / (PER_MILLE - 1) - 1;
        return Duration.ofMillis(Math.round(millis * (1 + retry.jitter() * u)));
    }
}
