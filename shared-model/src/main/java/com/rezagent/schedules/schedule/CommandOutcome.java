package com.rezagent.schedules.schedule;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of one command. The record keeps the last 100, so that a redelivery finds its answer.
 *
 * @param version the schedule's version once the command was decided
 * @param refusal why, where it was refused
 * @param requestDigest of the request that the command carries out, where it came with an {@code Idempotency-Key}
 */
public record CommandOutcome(
        String commandId,
        Result result,
        long version,
        @Nullable Refusal refusal,
        @Nullable String requestDigest) {
    /** What a command did. */
    public enum Result {
        APPLIED,
        /** It asked for what was already there. */
        UNCHANGED,
        /** A later command had already written what it writes. */
        STALE,
        /** A create or delete that came too late: it changed nothing, and people are told. */
        OVERTAKEN,
        REFUSED;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Result of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    /** A permanent error, as the API answers it. */
    public record Refusal(ErrorCode code, String message, List<String> details) {
        private static final int MAX_DETAILS = 10;
        private static final int MAX_LENGTH = 300;

        public Refusal {
            details = List.copyOf(details);
        }

        /** As the record keeps it: the record is bounded, so long or many details are cut. */
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
            throw new IllegalArgumentException("A refusal has a reason, and nothing else has");
        }
    }

    /** Whether the command has done what it asked for. */
    public boolean isEffective() {
        return result == Result.APPLIED || result == Result.UNCHANGED;
    }
}
