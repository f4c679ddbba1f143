package com.rezagent.schedules.execution;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A report that contradicts an earlier one, comes late or is of no attempt, or a request for another attempt, kept for
 * people.
 *
 * @param at when it was received
 * @param attempt that it names; null for none
 * @param outcome that the report names; null for a request
 * @param message the beginning of the report's message, or the reason of the request; null for none
 * @param by who requested the attempt; null for a report
 */
public record RunEvent(
        Instant at,
        Kind kind,
        @Nullable Integer attempt,
        Report.@Nullable Progress outcome,
        @Nullable String message,
        @Nullable String by) {
    private static final int MAX_MESSAGE_BYTES = 200;

    /** Why it is kept. */
    public enum Kind {
        /** It contradicts an earlier report of its attempt or of a success. A success counts, else the earlier one. */
        CONTRADICTION,
        /** The attempt had timed out, or a later one had begun. */
        LATE,
        /** There is no such attempt. */
        UNKNOWN_ATTEMPT,
        /** Someone requested the attempt. */
        RETRY_REQUESTED;

        /** Returns the name in lower case, as stored and shown in the API. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Kind> of(String text) {
            return Arrays.stream(values()).filter(it -> it.text().equals(text)).findFirst();
        }
    }

    static RunEvent of(Kind kind, Report report, Instant now) {
        return new RunEvent(
                now,
                kind,
                report.attempt(),
                report.outcome(),
                report.message() == null ? null : Utf8.cut(report.message(), MAX_MESSAGE_BYTES),
                null);
    }

    static RunEvent of(ExecutionEvent.RetryRequested request, Instant now) {
        return new RunEvent(now, Kind.RETRY_REQUESTED, request.attempt(), null, request.reason(), request.by());
    }

    /** Returns whether another event says the same of the same report. */
    boolean repeats(RunEvent other) {
        return new RunEvent(at, other.kind, other.attempt, other.outcome, other.message, other.by).equals(this);
    }
}
