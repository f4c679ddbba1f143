package com.rezagent.schedules.execution;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of one firing.
 *
 * @param incarnation of the schedule that it belongs to
 * @param attempts how often it was claimed
 * @param firstSeen when it was first claimed or, never claimed, recorded: its actual time
 * @param leaseUntil until when a claim keeps others away; null unless in progress
 * @param finishedAt when it was published or recorded; null while in progress
 * @param snsMessageId of the published message
 * @param reason why it was skipped, failed or is missed
 * @param expiresAt 90 days after it was first seen
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
        Instant expiresAt) {

    public static final Duration TIME_TO_LIVE = Duration.ofDays(90);

    /** The first claim of an execution that was never seen. */
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
                now.plus(TIME_TO_LIVE));
    }

    /** One that was never claimed: skipped or missed. */
    public static Execution unclaimed(
            ExecutionKey key, String incarnation, ExecutionOutcome outcome, String reason, Instant now) {
        return new Execution(key, incarnation, outcome, 0, now, null, now, null, reason, now.plus(TIME_TO_LIVE));
    }

    /** Claimed once more, taking over from whoever left it. */
    public Execution reclaimed(String byIncarnation, Instant now, Duration lease) {
        return new Execution(
                key,
                byIncarnation,
                ExecutionOutcome.IN_PROGRESS,
                attempts + 1,
                firstSeen,
                now.plus(lease),
                null,
                null,
                null,
                expiresAt);
    }

    public Execution published(String messageId, Instant now) {
        return ended(ExecutionOutcome.PUBLISHED, now, messageId, null);
    }

    /** Ended without a message. */
    public Execution ended(ExecutionOutcome how, String why, Instant now) {
        return ended(how, now, null, why);
    }

    private Execution ended(ExecutionOutcome how, Instant now, @Nullable String messageId, @Nullable String why) {
        return new Execution(key, incarnation, how, attempts, firstSeen, null, now, messageId, why, expiresAt);
    }

    /** Whether somebody may claim it now. */
    public boolean isClaimable(Instant now) {
        return switch (outcome) {
            case PUBLISHED, SKIPPED -> false;
            case FAILED, MISSED -> true;
            case IN_PROGRESS -> leaseUntil == null || !now.isBefore(leaseUntil);
        };
    }

    /** How long after its scheduled time it was published; empty while it isn't. */
    public Optional<Duration> lateness() {
        return outcome == ExecutionOutcome.PUBLISHED && finishedAt != null
                ? Optional.of(Duration.between(key.scheduledTime(), finishedAt))
                : Optional.empty();
    }
}
