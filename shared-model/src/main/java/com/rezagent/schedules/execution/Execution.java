package com.rezagent.schedules.execution;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a schedule, and its outcome.
 *
 * @param incarnation incarnation of the schedule that the execution belongs to
 * @param attempts number of claims
 * @param firstSeen when it was first claimed or, if never claimed, recorded: its actual time
 * @param leaseUntil until when a claim excludes other claims; null unless in progress
 * @param finishedAt when it was published or recorded; null while in progress
 * @param snsMessageId id of the published message; null unless published
 * @param reason why it was skipped, failed or missed; null otherwise
 * @param overridden codes of the gates that would have held back a firing, for a manual execution; else empty
 * @param requestReason why a manual execution was requested, in the caller's words; null for none
 * @param expiresAt 90 days after {@code firstSeen}
 */
public record Execution(
        ExecutionKey key,
        String incarnation,
        ExecutionOutcome outcome,
        int attempts,
        Instant firstSeen,
        @Nullable Instant leaseUntil,
        @Nullable Instant finishedAt,
        @Nullable String snsMessageId,
        @Nullable String reason,
        List<String> overridden,
        @Nullable String requestReason,
        Instant expiresAt) {

    public static final Duration TIME_TO_LIVE = Duration.ofDays(90);

    private static final Pattern CODE = Pattern.compile("^[a-z_]+");

    public Execution {
        overridden = List.copyOf(overridden);
    }

    /** Returns the first claim of an execution that has no record yet. */
    public static Execution claimed(ExecutionKey key, String incarnation, Instant now, Duration lease) {
        return new Execution(
                key,
                incarnation,
                ExecutionOutcome.IN_PROGRESS,
                1,
                now,
                now.plus(lease),
                null,
                null,
                null,
                List.of(),
                null,
                now.plus(TIME_TO_LIVE));
    }

    /** Returns an execution that ended without ever being claimed: skipped or missed. */
    public static Execution unclaimed(
            ExecutionKey key, String incarnation, ExecutionOutcome outcome, String reason, Instant now) {
        return new Execution(
                key, incarnation, outcome, 0, now, null, now, null, reason, List.of(), null, now.plus(TIME_TO_LIVE));
    }

    /** Returns this execution claimed once more, taking over from the previous attempt. */
    public Execution reclaimed(String newIncarnation, Instant now, Duration lease) {
        return new Execution(
                key,
                newIncarnation,
                ExecutionOutcome.IN_PROGRESS,
                attempts + 1,
                firstSeen,
                now.plus(lease),
                null,
                null,
                null,
                overridden,
                requestReason,
                expiresAt);
    }

    /**
     * Returns this execution as published.
     *
     * @param messageId id that SNS assigned to the message
     */
    public Execution published(String messageId, Instant now) {
        return ended(ExecutionOutcome.PUBLISHED, now, messageId, null);
    }

    /** Returns this execution as ended without a message. */
    public Execution ended(ExecutionOutcome finalOutcome, String finalReason, Instant now) {
        return ended(finalOutcome, now, null, finalReason);
    }

    private Execution ended(
            ExecutionOutcome finalOutcome, Instant now, @Nullable String messageId, @Nullable String finalReason) {
        return new Execution(
                key,
                incarnation,
                finalOutcome,
                attempts,
                firstSeen,
                null,
                now,
                messageId,
                finalReason,
                overridden,
                requestReason,
                expiresAt);
    }

    /**
     * Returns this manual execution with what is recorded of its request.
     *
     * @param codes of the gates that it overrides
     * @param why the reason of the request; null for none
     */
    public Execution requested(List<String> codes, @Nullable String why) {
        return new Execution(
                key,
                incarnation,
                outcome,
                attempts,
                firstSeen,
                leaseUntil,
                finishedAt,
                snsMessageId,
                reason,
                codes,
                why,
                expiresAt);
    }

    /** Returns the code of the gate that held it back, the first word of the reason; empty unless it was skipped. */
    public Optional<String> skipCode() {
        return outcome == ExecutionOutcome.SKIPPED && reason != null
                ? CODE.matcher(reason).results().map(MatchResult::group).findFirst()
                : Optional.empty();
    }

    /** Returns whether the execution can be claimed now. */
    public boolean isClaimable(Instant now) {
        return switch (outcome) {
            case PUBLISHED, SKIPPED -> false;
            case FAILED, MISSED -> true;
            case IN_PROGRESS -> leaseUntil == null || !now.isBefore(leaseUntil);
        };
    }

    /** Returns the time from the scheduled time to the publication; empty unless published. */
    public Optional<Duration> lateness() {
        return outcome == ExecutionOutcome.PUBLISHED && finishedAt != null
                ? Optional.of(Duration.between(key.scheduledTime(), finishedAt))
                : Optional.empty();
    }
}
