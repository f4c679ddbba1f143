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
 * @param leaseUntil until when a claim excludes other claims; null unless an attempt is claimed
 * @param finishedAt when it was published or recorded; null while in progress
 * @param snsMessageId id of the published message; null unless published
 * @param reason why it was skipped, failed or missed; null otherwise
 * @param overridden codes of the gates that would have held back a firing, for a manual execution; else empty
 * @param requestReason why a manual execution was requested, in the caller's words; null for none
 * @param expiresAt 90 days after {@code firstSeen}
 * @param run reports, later attempts and what else happened beyond one publication; null as long as nothing did
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
        Instant expiresAt,
        @Nullable Run run) {

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
                now.plus(TIME_TO_LIVE),
                null);
    }

    /** Returns an execution that ended without ever being claimed: skipped or missed. */
    public static Execution unclaimed(
            ExecutionKey key, String incarnation, ExecutionOutcome outcome, String reason, Instant now) {
        return new Execution(
                key,
                incarnation,
                outcome,
                0,
                now,
                null,
                now,
                null,
                reason,
                List.of(),
                null,
                now.plus(TIME_TO_LIVE),
                null);
    }

    /**
     * Returns this execution claimed once more, taking over from the previous attempt. What was recorded of a retry is
     * dropped, because this claim takes its place.
     */
    public Execution reclaimed(String newIncarnation, Instant now, Duration lease) {
        Execution claimed = new Execution(
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
                expiresAt,
                null);
        return run == null ? claimed : new ExecutionDraft(claimed, run).claimedByDelivery();
    }

    /** Returns this claimed execution with a run, so that it is due at the end of its lease. */
    public Execution tracked() {
        return run == null ? ExecutionDraft.of(this).toExecution() : this;
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
        Execution ended = new Execution(
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
                expiresAt,
                null);
        return run == null ? ended : new ExecutionDraft(ended, run).endedByDelivery();
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
                expiresAt,
                run);
    }

    /**
     * Returns this publication as it is recorded over what is stored: a report that came before it keeps what it
     * changed. Empty if a publication is recorded already.
     */
    public Optional<Execution> recordedOver(Execution stored) {
        if (stored.isCounted()) {
            return Optional.empty();
        }
        Run earlier = stored.run;
        return earlier == null
                ? Optional.of(new Execution(
                        key,
                        incarnation,
                        outcome,
                        stored.attempts,
                        stored.firstSeen,
                        leaseUntil,
                        finishedAt,
                        snsMessageId,
                        reason,
                        overridden,
                        requestReason,
                        stored.expiresAt,
                        run))
                : Optional.of(new ExecutionDraft(stored, earlier).publishedAs(this));
    }

    /**
     * Returns this execution as read: earlier releases know no run, and record and count a publication beside it. Then the
     * run is counted and due at once, so that a sweep ends it in the state of its schedule.
     */
    public Execution withEarlierPublication() {
        if (run == null || run.isCounted() || outcome != ExecutionOutcome.PUBLISHED || snsMessageId == null) {
            return this;
        }
        return new ExecutionDraft(this, run).withEarlierPublication();
    }

    /** Returns the outcome in the API. */
    public ShownOutcome shownOutcome() {
        return run != null && run.outcome() != null ? ShownOutcome.of(run.outcome()) : ShownOutcome.of(outcome);
    }

    /** Returns when its outcome was decided; null while it is open. */
    public @Nullable Instant endedAt() {
        return run == null || run.outcome() == null ? finishedAt : run.endedAt();
    }

    /** Returns whether it has been published and counted on its schedule. */
    public boolean isCounted() {
        return run == null ? outcome == ExecutionOutcome.PUBLISHED : run.isCounted();
    }

    /** Returns who made it fail; empty unless it has failed. */
    public Optional<FailedBy> failedBy() {
        if (shownOutcome() != ShownOutcome.FAILED) {
            return Optional.empty();
        }
        return Optional.of(run != null && run.failedBy() != null ? run.failedBy() : FailedBy.TOPIC);
    }

    /** Returns the number of the last attempt that was claimed; 0 if there was none. */
    public int attempt() {
        return run != null ? run.attempt() : Math.min(attempts, 1);
    }

    /**
     * Returns the attempts that are kept, in order. Without a run there is at most one, the first.
     */
    public List<Attempt> attemptHistory() {
        if (run != null) {
            return run.history();
        }
        if (attempts == 0) {
            return List.of();
        }
        Attempt first = Attempt.claimed(1, null);
        return List.of(
                switch (outcome) {
                    case PUBLISHED -> first.published(null, finishedAt == null ? firstSeen : finishedAt);
                    case FAILED -> first.ended(RunOutcome.FAILED, reason);
                    default -> first;
                });
    }

    /** Returns whether its consumer has reported, even if the report does not count. */
    public boolean hasReport() {
        return run != null
                && (!run.events().isEmpty()
                        || run.history().stream().anyMatch(it -> it.startedAt() != null || it.isReported()));
    }

    /** Returns the revision of the run; 0 without one. */
    public long runRevision() {
        return run == null ? 0 : run.revision();
    }

    /**
     * Checks that this can replace an execution in a store.
     *
     * @throws IllegalArgumentException if the key is another one, or the revision is not one more
     */
    public void requireSuccessorOf(Execution before) {
        if (!key.equals(before.key) || runRevision() != before.runRevision() + 1) {
            throw new IllegalArgumentException("This is not the next version of the execution");
        }
    }

    /** Returns when something is to be done about the run: a wait, a delay or a claim ends. Empty if nothing is. */
    public Optional<Instant> due() {
        if (run == null) {
            return Optional.empty();
        }
        Instant due = run.due();
        return leaseUntil != null && (due == null || leaseUntil.isBefore(due))
                ? Optional.of(leaseUntil)
                : Optional.ofNullable(due);
    }

    /** Returns whether it has failed, timed out or been missed, and nobody has taken note. */
    public boolean needsAttention() {
        return shownOutcome().isFailure() && (run == null || run.acknowledged() == null);
    }

    /** Returns its place among the executions that something is still to be done about; empty if it has none. */
    public Optional<QueueEntry> queue() {
        Optional<QueueEntry> due = due().map(it -> QueueEntry.due(key, it));
        return due.isPresent() || !needsAttention() ? due : Optional.of(QueueEntry.attention(key));
    }

    /** Returns the code of the gate that held it back, the first word of the reason; empty unless it was skipped. */
    public Optional<String> skipCode() {
        return shownOutcome() == ShownOutcome.SKIPPED && reason != null
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
        return outcome == ExecutionOutcome.PUBLISHED && isCounted() && finishedAt != null
                ? Optional.of(Duration.between(key.scheduledTime(), finishedAt))
                : Optional.empty();
    }
}
