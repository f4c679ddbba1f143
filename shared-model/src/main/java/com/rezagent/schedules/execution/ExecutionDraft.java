package com.rezagent.schedules.execution;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An execution with a run, while its next version is put together. Not thread-safe. */
final class ExecutionDraft {
    final Execution seen;
    ExecutionOutcome stored;
    int attempts;

    @Nullable
    Instant leaseUntil;

    @Nullable
    Instant finishedAt;

    @Nullable
    String snsMessageId;

    @Nullable
    String reason;

    @Nullable
    RunOutcome outcome;

    int attempt;

    @Nullable
    Instant due;

    @Nullable
    Instant reportBy;

    @Nullable
    FailedBy failedBy;

    @Nullable
    Instant heldSince;

    private @Nullable Instant endedAt;

    boolean isRequested;
    boolean isCounted;
    private final List<Attempt> history;
    private final List<RunEvent> events;

    @Nullable
    Acknowledgement acknowledged;

    private final long revision;

    /** Creates a draft that is equal to an execution; one without a run has an empty run. */
    static ExecutionDraft of(Execution seen) {
        Run run = seen.run();
        return new ExecutionDraft(
                seen,
                run != null
                        ? run
                        : new Run(
                                null,
                                seen.attempt(),
                                null,
                                null,
                                null,
                                null,
                                null,
                                false,
                                seen.isCounted(),
                                seen.attemptHistory(),
                                List.of(),
                                null,
                                0));
    }

    ExecutionDraft(Execution seen, Run run) {
        this.seen = seen;
        stored = seen.outcome();
        attempts = seen.attempts();
        leaseUntil = seen.leaseUntil();
        finishedAt = seen.finishedAt();
        snsMessageId = seen.snsMessageId();
        reason = seen.reason();
        outcome = run.outcome();
        attempt = run.attempt();
        due = run.due();
        reportBy = run.reportBy();
        failedBy = run.failedBy();
        heldSince = run.heldSince();
        endedAt = run.endedAt();
        isRequested = run.isRequested();
        isCounted = run.isCounted();
        history = new ArrayList<>(run.history());
        events = new ArrayList<>(run.events());
        acknowledged = run.acknowledged();
        revision = run.revision();
    }

    /** Returns the execution as decided at a time. */
    Execution toExecution(Instant at) {
        Run before = seen.run();
        if (before == null || before.outcome() != outcome) {
            endedAt = outcome == null || ShownOutcome.of(outcome).isOpen() ? null : at;
        }
        return toExecution();
    }

    Execution toExecution() {
        return toExecution(revision + 1);
    }

    private Execution toExecution(long newRevision) {
        return new Execution(
                seen.key(),
                seen.incarnation(),
                stored,
                attempts,
                seen.firstSeen(),
                leaseUntil,
                finishedAt,
                snsMessageId,
                reason,
                seen.overridden(),
                seen.requestReason(),
                seen.expiresAt(),
                new Run(
                        outcome,
                        attempt,
                        due,
                        reportBy,
                        failedBy,
                        heldSince,
                        outcome == null ? null : endedAt,
                        isRequested,
                        isCounted,
                        history,
                        events,
                        acknowledged,
                        newRevision));
    }

    /** Returns the row of an attempt; null if it is not kept. */
    @Nullable
    Attempt row(int number) {
        return history.stream().filter(it -> it.attempt() == number).findFirst().orElse(null);
    }

    /** Changes the row of an attempt, which is added if there is none. The oldest row is dropped if there are too many. */
    void change(int number, UnaryOperator<Attempt> change) {
        for (int i = 0; i < history.size(); i++) {
            if (history.get(i).attempt() == number) {
                history.set(i, change.apply(history.get(i)));
                return;
            }
        }
        boolean isOlderThanKept =
                history.size() == Run.MAX_KEPT && number < history.get(0).attempt();
        if (isOlderThanKept) {
            return;
        }
        int place = (int) history.stream().filter(it -> it.attempt() < number).count();
        history.add(place, change.apply(Attempt.claimed(number, null)));
        if (history.size() > Run.MAX_KEPT) {
            history.remove(0);
        }
    }

    /** Adds an event; returns false if the last event says the same. */
    boolean add(RunEvent event) {
        if (!events.isEmpty() && event.repeats(events.get(events.size() - 1))) {
            return false;
        }
        events.add(event);
        if (events.size() > Run.MAX_KEPT) {
            events.remove(0);
        }
        return true;
    }

    /** Returns whether the last attempt is claimed, and nothing shows that it was published. */
    boolean isClaimed() {
        Attempt last = row(attempt);
        return attempt > 0
                && (stored == ExecutionOutcome.IN_PROGRESS || outcome == RunOutcome.RETRYING)
                && (last == null ? attempts > 0 && stored == ExecutionOutcome.IN_PROGRESS : last.isUnpublished());
    }

    /** Returns the number of the attempt to claim next: the last one again if its claim came to nothing. */
    int nextAttempt() {
        return isClaimed() ? attempt : attempt + 1;
    }

    /** Ends the run or, with null, leaves only the stored outcome. */
    void end(@Nullable RunOutcome how, @Nullable FailedBy by, @Nullable String why) {
        outcome = how;
        failedBy = by;
        due = null;
        heldSince = null;
        isRequested = false;
        reason = why;
        if (isCounted || stored != ExecutionOutcome.PUBLISHED) {
            leaseUntil = null;
        }
    }

    /** Records that a report proves the publication of an attempt whose own record has not come yet. */
    void provePublication(Instant now) {
        if (stored != ExecutionOutcome.PUBLISHED) {
            stored = ExecutionOutcome.PUBLISHED;
            finishedAt = now;
            snsMessageId = null;
            reason = null;
            // It is counted at the end of the claim, unless its own record comes before.
            leaseUntil = leaseUntil == null ? now : leaseUntil;
        } else if (isCounted) {
            leaseUntil = null;
        }
    }

    /** Records a publication, without a change of the outcome. */
    void recordPublication(int number, @Nullable Long version, @Nullable String messageId, Instant at) {
        change(number, it -> it.published(version, at));
        if (!isCounted) {
            isCounted = true;
            stored = ExecutionOutcome.PUBLISHED;
            finishedAt = at;
            snsMessageId = messageId;
            if (outcome == null || outcome == RunOutcome.WAITING || outcome == RunOutcome.SUCCEEDED) {
                reason = null;
            }
        }
        if (number == attempt) {
            leaseUntil = null;
        }
    }

    /** Returns the execution with what an earlier release recorded beside the run, in the same revision. */
    Execution withEarlierPublication() {
        Instant at = Objects.requireNonNull(finishedAt);
        isCounted = true;
        change(1, it -> it.isUnpublished() ? it.published(null, at) : it);
        if (outcome == null) {
            due = at;
        }
        return toExecution(revision);
    }

    /** Returns an execution that a delivery has claimed: what was recorded of a retry ends. */
    Execution claimedByDelivery() {
        outcome = null;
        attempt = 1;
        due = null;
        reportBy = null;
        failedBy = null;
        heldSince = null;
        isRequested = false;
        acknowledged = null;
        history.removeIf(it -> it.attempt() == 1);
        change(1, it -> it);
        return toExecution();
    }

    /** Returns an execution whose delivery ended without a message, or was published by a caller who knows no run. */
    Execution endedByDelivery() {
        if (stored == ExecutionOutcome.PUBLISHED) {
            Instant at = Objects.requireNonNull(finishedAt);
            isCounted = true;
            change(1, it -> it.published(null, at));
            return toExecution();
        }
        if (stored == ExecutionOutcome.FAILED && attempt > 0) {
            change(attempt, it -> it.ended(RunOutcome.FAILED, reason));
        }
        if (outcome != RunOutcome.SUCCEEDED) {
            outcome = null;
            due = null;
            heldSince = null;
            isRequested = false;
        }
        return toExecution();
    }

    /** Returns this execution with a publication that another caller decided without knowing of the run. */
    Execution publishedAs(Execution published) {
        Run other = published.run();
        Attempt first = other == null || other.history().isEmpty()
                ? null
                : other.history().get(other.history().size() - 1);
        Instant at = Objects.requireNonNull(published.finishedAt());
        boolean isDecidedElsewhere = outcome != null;
        recordPublication(
                first == null ? 1 : first.attempt(),
                first == null ? null : first.version(),
                published.snsMessageId(),
                at);
        if (!isDecidedElsewhere && other != null) {
            outcome = other.outcome();
            due = other.due();
            reportBy = other.reportBy();
        }
        return toExecution();
    }
}
