package com.rezagent.schedules.execution;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A report that contradicts an earlier one, comes late or is of no attempt, kept for people.
 *
 * @param at when it was received
 * @param attempt that the report names; null for none
 * @param message the beginning of the report's message; null for none
 */
public record RunEvent(
        Instant at,
        Kind kind,
        @Nullable Integer attempt,
        Report.Progress outcome,
        @Nullable String message) {
    private static final int MAX_MESSAGE_BYTES = 200;

    /** Why the report is kept. */
    public enum Kind {
        /** It contradicts an earlier report of its attempt or of a success. A success counts, else the earlier one. */
        CONTRADICTION,
        /** The attempt had timed out, or a later one had begun. */
        LATE,
        /** There is no such attempt. */
        UNKNOWN_ATTEMPT;

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
                report.message() == null ? null : Utf8.cut(report.message(), MAX_MESSAGE_BYTES));
    }

    /** Returns whether another event says the same of the same report. */
    boolean repeats(RunEvent other) {
        return new RunEvent(at, other.kind, other.attempt, other.outcome, other.message).equals(this);
    }
}
