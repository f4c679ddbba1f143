package com.rezagent.schedules.schedule;

import java.time.Duration;

/**
 * The retry policy of EventBridge for delivering one firing.
 *
 * @param maximumRetryAttempts 0-185
 * @param maximumEventAge 60-86,400 seconds
 * @see <a href="https://docs.aws.amazon.com/scheduler/latest/APIReference/API_RetryPolicy.html">RetryPolicy</a>
 */
public record RetryPolicy(int maximumRetryAttempts, Duration maximumEventAge) {
    public static final int MAX_ATTEMPTS = 185;
    public static final int MIN_AGE_SECONDS = 60;
    public static final int MAX_AGE_SECONDS = 86_400;

    /** EventBridge's default: 185 retries within a day. */
    public static final RetryPolicy DEFAULT = new RetryPolicy(MAX_ATTEMPTS, Duration.ofSeconds(MAX_AGE_SECONDS));

    public RetryPolicy {
        long seconds = maximumEventAge.toSeconds();
        if (maximumRetryAttempts < 0
                || maximumRetryAttempts > MAX_ATTEMPTS
                || seconds < MIN_AGE_SECONDS
                || seconds > MAX_AGE_SECONDS) {
            throw new IllegalArgumentException(
                    "A retry policy must have 0-185 attempts and a maximum age of 60-86400 seconds");
        }
    }
}
