package com.rezagent.schedules.execution;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer reports of an execution.
 *
 * @param attempt that the report is about; null for the last one
 * @param message at most 1 KB of UTF-8; null for none
 * @param output at most 4 KB of UTF-8; null for none
 * @param truncated whether the message or the output is cut
 * @param isRetryable whether another attempt can help after a failure
 * @param retryAfter the delay before the next attempt, at most a day; null for the policy's
 */
public record Report(
        Progress outcome,
        @Nullable Integer attempt,
        @Nullable String message,
        @Nullable String output,
        boolean truncated,
        boolean isRetryable,
        @Nullable Duration retryAfter) {
    public static final int MAX_MESSAGE_BYTES = 1_024;
    public static final int MAX_OUTPUT_BYTES = 4_096;
    public static final Duration MAX_RETRY_AFTER = Duration.ofDays(1);

    /** How far the consumer has come. */
    public enum Progress {
        STARTED,
        SUCCEEDED,
        FAILED;

        /** Returns the name in lower case, as in JSON. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Returns the outcome with the given text; empty if there is none. */
        public static Optional<Progress> of(String text) {
            return Arrays.stream(values()).filter(it -> it.text().equals(text)).findFirst();
        }
    }

    /** Returns a report with its texts cut to their limits. */
    public static Report of(
            Progress outcome,
            @Nullable Integer attempt,
            @Nullable String message,
            @Nullable String output,
            boolean isRetryable,
            @Nullable Duration retryAfter) {
        boolean truncated = (message != null && Utf8.isLonger(message, MAX_MESSAGE_BYTES))
                || (output != null && Utf8.isLonger(output, MAX_OUTPUT_BYTES));
        return new Report(
                outcome,
                attempt,
                message == null ? null : Utf8.cut(message, MAX_MESSAGE_BYTES),
                output == null ? null : Utf8.cut(output, MAX_OUTPUT_BYTES),
                truncated,
                isRetryable,
                retryAfter);
    }

    /** Returns a report that says nothing but the outcome. */
    public static Report of(Progress outcome, @Nullable Integer attempt) {
        return of(outcome, attempt, null, null, true, null);
    }
}
