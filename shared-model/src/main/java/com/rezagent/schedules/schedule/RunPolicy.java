package com.rezagent.schedules.schedule;

import com.rezagent.schedules.record.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a schedule expects of the consumer of its executions, and what follows when an execution fails. Without one the
 * publication is the end. Everything but {@link Overlap#ALLOW} and a single attempt needs reports.
 *
 * @param expectReport whether the consumer reports how it went
 * @param reportWithin how long after its publication an attempt may take to be reported, 60-86,400 seconds; the default
 *     where no report is expected
 * @param pauseAfterFailures after how many failures in a row the schedule is paused, 1-100; null for never
 */
public record RunPolicy(
        boolean expectReport,
        Duration reportWithin,
        Retry retry,
        Overlap overlap,
        @Nullable Integer pauseAfterFailures) {
    public static final int MIN_SECONDS = 60;
    public static final int MAX_SECONDS = 86_400;
    public static final int MAX_PAUSE_AFTER_FAILURES = 100;

    public static final Duration DEFAULT_REPORT_WITHIN = Duration.ofMinutes(15);

    /** How long after its scheduled time the last attempt of an execution may be made. */
    public static final Duration LATEST_ATTEMPT = Duration.ofDays(7);

    /** No report is expected, and there is one attempt. */
    public static final RunPolicy DEFAULT =
            new RunPolicy(false, DEFAULT_REPORT_WITHIN, Retry.DEFAULT, Overlap.ALLOW, null);

    private static final int HASH_BITS = 52;

    /** Whether a firing runs while an earlier execution is not final. */
    public enum Overlap {
        ALLOW,
        SKIP;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Returns the constant for a text; empty if there is none. */
        public static Optional<Overlap> of(String text) {
            return Arrays.stream(values()).filter(it -> it.text().equals(text)).findFirst();
        }
    }

    /**
     * How often and when a failed execution is tried again.
     *
     * @param maximumAttempts 1-20, including the first
     * @param firstDelay 60-86,400 seconds
     * @param multiplier of each further delay, 1-10
     * @param maximumDelay from {@code firstDelay} to 86,400 seconds
     * @param jitter share of a delay by which it is longer or shorter, 0-0.5
     */
    public record Retry(
            int maximumAttempts, Duration firstDelay, double multiplier, Duration maximumDelay, double jitter) {
        public static final int MAX_ATTEMPTS = 20;
        public static final int MAX_MULTIPLIER = 10;
        public static final double MAX_JITTER = 0.5;

        /** One attempt. */
        public static final Retry DEFAULT = new Retry(1, Duration.ofMinutes(1), 2, Duration.ofHours(1), 0.1);

        public Retry {
            boolean isValid = maximumAttempts >= 1
                    && maximumAttempts <= MAX_ATTEMPTS
                    && isInRange(firstDelay)
                    && isInRange(maximumDelay)
                    && firstDelay.compareTo(maximumDelay) <= 0
                    && multiplier >= 1
                    && multiplier <= MAX_MULTIPLIER
                    && jitter >= 0
                    && jitter <= MAX_JITTER;
            if (!isValid) {
                throw new IllegalArgumentException("A retry is out of bounds: " + maximumAttempts + " attempts, "
                        + firstDelay + " × " + multiplier + " up to " + maximumDelay + ", jitter " + jitter);
            }
        }

        /** It is here because the initialization of the policy's constants needs this class initialized. */
        private static boolean isInRange(Duration duration) {
            return duration.compareTo(Duration.ofSeconds(MIN_SECONDS)) >= 0
                    && duration.compareTo(Duration.ofSeconds(MAX_SECONDS)) <= 0;
        }

        /** Returns the seconds between the failure of attempt {@code attempt} − 1 and this attempt, without jitter. */
        private double secondsBefore(int attempt) {
            if (attempt < 2) {
                throw new IllegalArgumentException("There is no delay before attempt " + attempt);
            }
            // Far beyond the maximum the power is infinite, which is the maximum too.
            return Math.min(
                    (double) maximumDelay.toSeconds(),
                    firstDelay.toSeconds() * StrictMath.pow(multiplier, attempt - 2.0));
        }
    }

    public RunPolicy {
        if (!Retry.isInRange(reportWithin)
                || (pauseAfterFailures != null
                        && (pauseAfterFailures < 1 || pauseAfterFailures > MAX_PAUSE_AFTER_FAILURES))) {
            throw new IllegalArgumentException("A run policy is out of bounds: report within " + reportWithin
                    + ", pause after " + pauseAfterFailures + " failures");
        }
        boolean needsReports = retry.maximumAttempts() > 1
                || overlap != Overlap.ALLOW
                || pauseAfterFailures != null
                || !reportWithin.equals(DEFAULT_REPORT_WITHIN);
        if (needsReports && !expectReport) {
            throw new IllegalArgumentException("A run policy that expects no report can't use one");
        }
    }

    /**
     * Returns the time between the moment at which attempt {@code attempt} − 1 was recorded as failed or timed out and this
     * attempt, in whole seconds: min(maximum, first × multiplier<sup>n−1</sup>) × (1 + jitter × u) with n =
     * {@code attempt} − 1 and u in [−1, 1), which is derived from the execution and n. With a first delay of a minute, a
     * multiplier of 2 and no jitter: 60 seconds before attempt 2, 120 before attempt 3.
     *
     * @param attempt from 2; it may be larger than the maximum, because people may ask for another attempt
     */
    public Duration delayBefore(int attempt, String executionId) {
        double spread = 1 + retry.jitter() * signedFraction(executionId + " #" + (attempt - 1));
        return Duration.ofSeconds(Math.round(retry.secondsBefore(attempt) * spread));
    }

    /** Returns a number in [−1, 1), evenly distributed, the same for the same text. */
    private static double signedFraction(String text) {
        long bits = Long.parseLong(Digest.hex128(text).substring(0, HASH_BITS / 4), 16);
        return bits / (double) (1L << (HASH_BITS - 1)) - 1;
    }

    /** Returns the delay before each attempt but the first, without jitter, in whole seconds. */
    public List<Duration> retryDelays() {
        return IntStream.rangeClosed(2, retry.maximumAttempts())
                .mapToObj(attempt -> Duration.ofSeconds(Math.round(retry.secondsBefore(attempt))))
                .toList();
    }

    /** Returns until when an attempt should be reported; empty if no report is expected. */
    public Optional<Instant> reportBy(Instant publishedAt) {
        return expectReport ? Optional.of(publishedAt.plus(reportWithin)) : Optional.empty();
    }
}
