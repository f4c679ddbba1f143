package com.rezagent.schedules.record;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one command. The record stores the last 100, so that a redelivered command gets the same outcome.
 *
 * @param version the schedule's version once the command was decided
 * @param refusal the reason if it was refused; else null
 * @param requestDigest of the HTTP request behind the command, if it had an {@code Idempotency-Key}; else null
 */
public record CommandOutcome(
        String commandId,
        Result result,
        long version,
        @Nullable Refusal refusal,
        @Nullable String requestDigest) {
    /** The result of a command. */
    public enum Result {
        APPLIED,
        /** It changed nothing, because the schedule already was as requested. */
        UNCHANGED,
        /** It changed nothing, because a later command had already written the same register. */
        STALE,
        /** A create or delete that came too late: it changed nothing, and a notice is published. */
        OVERTAKEN,
        REFUSED;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Result of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    /** A permanent error, as the API returns it. */
    public record Refusal(ErrorCode code, String message, List<String> details) {
        private static final int MAX_DETAILS = 10;
        private static final int MAX_LENGTH = 300;

        public Refusal {
            details = List.copyOf(details);
        }

        /**
         * Returns the refusal for storing: the first 10 details, each cut to 300 characters, because records are
         * bounded.
         */
        public static Refusal of(RefusedException refused) {
            return new Refusal(
                    refused.code(),
                    refused.getMessage(),
                    refused.details().stream()
                            .limit(MAX_DETAILS)
                            .map(Refusal::cut)
                            .toList());
        }

        private static String cut(String text) {
            return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
        }
    }

    public CommandOutcome(String commandId, Result result, long version, @Nullable Refusal refusal) {
        this(commandId, result, version, refusal, null);
    }

    public CommandOutcome {
        if ((result == Result.REFUSED) != (refusal != null)) {
            throw new IllegalArgumentException(
                    "A refused command must have a refusal, and no other outcome may have one");
        }
    }

    /** Returns whether the command's request is fulfilled: applied, or already so. */
    public boolean isEffective() {
        return result == Result.APPLIED || result == Result.UNCHANGED;
    }
}
