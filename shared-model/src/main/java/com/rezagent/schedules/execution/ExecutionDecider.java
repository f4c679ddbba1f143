package com.rezagent.schedules.execution;

import com.rezagent.schedules.execution.ExecutionDecision.Result;
import com.rezagent.schedules.schedule.RunPolicy;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Decides what an event changes of an execution, and what follows. Pure: reads no store and no clock.
 *
 * <p>The policy is that of the schedule's definition as it is now. Without one that expects reports, no further attempt
 * is made unless someone requests it, and a wait that is under way ends as it would have.
 */
public final class ExecutionDecider {
    /** The last attempt that follows by itself is due at most so long after the scheduled time. */
    public static final Duration LAST_ATTEMPT_WITHIN = Duration.ofDays(7);

    /** How long a pause holds an attempt before it is looked at again. */
    public static final Duration HELD_FOR = Duration.ofMinutes(10);

    /** How long pauses hold an attempt before it is cancelled. */
    public static final Duration HELD_AT_MOST = Duration.ofHours(24);

    private final Execution seen;
    private final @Nullable RunPolicy policy;
    private final Instant now;
    private final ExecutionDraft draft;

    private ExecutionDecider(Execution seen, @Nullable RunPolicy policy, Instant now) {
        this.seen = seen;
        this.policy = policy != null && policy.expectReport() ? policy : null;
        this.now = now;
        draft = ExecutionDraft.of(seen);
    }

    /**
     * Returns what an event changes.
     *
     * @param seen the execution as read
     * @param policy of the schedule; null if it has none
     */
    public static ExecutionDecision decide(
            Execution seen, @Nullable RunPolicy policy, ExecutionEvent event, Instant now) {
        return event.decide(new ExecutionDecider(seen, policy, now));
    }

    ExecutionDecision reported(Report report) {
        return new ReportRules(seen, draft, this, now).decide(report);
    }

    ExecutionDecision scheduleDeleted() {
        return isAttemptDue() ? cancelled("The schedule was deleted") : unchanged();
    }

    /** Returns whether reports are expected of messages that are published now. */
    boolean expectsReports() {
        return policy != null;
    }

    private ExecutionDecision unchanged() {
        return ExecutionDecision.nothing(seen, Result.UNCHANGED);
    }

    private ExecutionDecision done() {
        return ExecutionDecision.of(seen, draft.toExecution(now), Result.DONE);
    }

    ExecutionDecision published(ExecutionEvent.Published event) {
        if (seen.run() == null) {
            if (seen.outcome() == ExecutionOutcome.PUBLISHED) {
                return unchanged();
            }
            if (policy == null) {
                return ExecutionDecision.of(seen, seen.published(event.messageId(), now), Result.DONE);
            }
            draft.attempt = event.attempt();
            draft.recordPublication(event.attempt(), event.version(), event.messageId(), now);
            await();
            return done();
        }
        Attempt row = draft.row(event.attempt());
        boolean isRecorded = row == null || row.publishedAt() != null;
        if (event.attempt() > draft.attempt || (isRecorded && draft.isCounted)) {
            return unchanged();
        }
        boolean wasClaimed = event.attempt() == draft.attempt && draft.isClaimed();
        draft.recordPublication(event.attempt(), event.version(), event.messageId(), now);
        if (wasClaimed) {
            await();
        }
        return done();
    }

    /** Awaits the report of the last attempt, which is published; without a policy its publication is the end. */
    void await() {
        draft.end(null, null, null);
        if (policy != null) {
            draft.outcome = RunOutcome.WAITING;
            draft.reportBy = now.plus(policy.reportWithin());
            draft.due = draft.reportBy;
        }
    }

    ExecutionDecision refused(ExecutionEvent.Refused event) {
        if (seen.run() == null && (policy == null || !draft.isClaimed())) {
            return seen.outcome().isFinal()
                    ? unchanged()
                    : ExecutionDecision.of(seen, seen.ended(ExecutionOutcome.FAILED, event.reason(), now), Result.DONE);
        }
        if (event.attempt() != draft.attempt || !draft.isClaimed()) {
            return unchanged();
        }
        draft.change(event.attempt(), it -> it.ended(RunOutcome.FAILED, event.reason()));
        if (draft.stored == ExecutionOutcome.IN_PROGRESS) {
            draft.stored = ExecutionOutcome.FAILED;
            draft.finishedAt = now;
            draft.end(null, null, event.reason());
        } else {
            draft.end(RunOutcome.FAILED, FailedBy.TOPIC, event.reason());
        }
        draft.leaseUntil = null;
        return done();
    }

    ExecutionDecision timePassed(ExecutionEvent.TimePassed event) {
        if (seen.run() == null) {
            return unchanged();
        }
        if (isOver(draft.leaseUntil)) {
            if (draft.isClaimed()) {
                return ExecutionDecision.attemptDue(seen, draft.attempt);
            }
            // A report arrived, but the publication of its attempt was never recorded.
            draft.isCounted = true;
            draft.leaseUntil = null;
            if (draft.outcome != RunOutcome.WAITING || !isOver(draft.reportBy)) {
                return done();
            }
        }
        if (draft.outcome == RunOutcome.WAITING && isOver(draft.reportBy)) {
            draft.change(draft.attempt, it -> it.ended(RunOutcome.TIMED_OUT, null));
            fail(RunOutcome.TIMED_OUT, null, timeOut(event.hasEverReported()), true, null);
            return done();
        }
        if (draft.outcome == null && isOver(draft.due)) {
            // An earlier release recorded the publication.
            draft.due = null;
            return done();
        }
        if (!isAttemptDue()) {
            return unchanged();
        }
        int next = draft.nextAttempt();
        if (draft.isRequested || draft.isClaimed() || mayAttempt(next)) {
            return ExecutionDecision.attemptDue(seen, next);
        }
        Attempt last = draft.row(draft.attempt);
        boolean isTimeOut = last != null && last.outcome() == RunOutcome.TIMED_OUT;
        draft.end(
                isTimeOut ? RunOutcome.TIMED_OUT : RunOutcome.FAILED,
                isTimeOut ? null : FailedBy.CONSUMER,
                "The run policy allows no further attempt");
        return done();
    }

    private String timeOut(boolean hasEverReported) {
        return hasEverReported
                ? "No report arrived by " + draft.reportBy
                : "No report arrived by " + draft.reportBy
                        + "; no report of this schedule has ever arrived, so its consumer may not report at all";
    }

    private boolean isOver(@Nullable Instant end) {
        return end != null && !now.isBefore(end);
    }

    private boolean mayAttempt(int next) {
        return policy != null && next <= policy.retry().maximumAttempts();
    }

    /** Returns whether the delay before the next attempt is over, or the claim of the last one. */
    private boolean isAttemptDue() {
        if (seen.run() == null) {
            return false;
        }
        if (draft.isClaimed() && draft.leaseUntil != null) {
            return isOver(draft.leaseUntil);
        }
        return draft.outcome == RunOutcome.RETRYING && isOver(draft.due);
    }

    /**
     * Ends the last attempt badly: another one follows if the policy allows it, else the run ends.
     *
     * @param delay before the next attempt; null for the policy's
     */
    void fail(RunOutcome how, @Nullable FailedBy by, String why, boolean isRetryable, @Nullable Duration delay) {
        int next = draft.attempt + 1;
        draft.end(how, by, why);
        if (!isRetryable || policy == null || !mayAttempt(next)) {
            return;
        }
        Instant due = now.plus(
                delay != null ? delay : policy.delayBefore(next, seen.key().executionId()));
        if (!due.isAfter(seen.key().scheduledTime().plus(LAST_ATTEMPT_WITHIN))) {
            draft.end(RunOutcome.RETRYING, null, null);
            draft.due = due;
        }
    }

    ExecutionDecision claimed(ExecutionEvent.Claimed event) {
        if (!isAttemptDue() || event.attempt() != draft.nextAttempt()) {
            return unchanged();
        }
        draft.attempts++;
        draft.attempt = event.attempt();
        draft.change(event.attempt(), it -> it);
        draft.outcome = RunOutcome.RETRYING;
        draft.leaseUntil = now.plus(event.lease());
        draft.due = null;
        draft.reportBy = null;
        draft.heldSince = null;
        draft.reason = null;
        if (event.attempt() == 1) {
            draft.stored = ExecutionOutcome.IN_PROGRESS;
            draft.finishedAt = null;
        } else {
            // Earlier releases know one message of an execution. They must not publish it again.
            draft.stored = ExecutionOutcome.PUBLISHED;
        }
        return done();
    }

    private ExecutionDecision cancelled(String why) {
        if (draft.isClaimed()) {
            draft.change(draft.attempt, it -> it.ended(RunOutcome.CANCELLED, null));
        }
        if (draft.stored == ExecutionOutcome.IN_PROGRESS) {
            draft.stored = ExecutionOutcome.SKIPPED;
            draft.finishedAt = now;
        }
        draft.end(RunOutcome.CANCELLED, null, why);
        draft.leaseUntil = null;
        return done();
    }

    ExecutionDecision held(ExecutionEvent.SchedulePaused event) {
        if (!isAttemptDue()) {
            return unchanged();
        }
        Instant since = draft.heldSince == null ? now : draft.heldSince;
        if (isOver(since.plus(HELD_AT_MOST))) {
            return cancelled("A pause has held the next attempt for " + HELD_AT_MOST.toHours() + " hours");
        }
        Instant latest = seen.key().scheduledTime().plus(LAST_ATTEMPT_WITHIN);
        if (!draft.isRequested && isOver(latest)) {
            return cancelled("A pause has held the next attempt until " + LAST_ATTEMPT_WITHIN.toDays()
                    + " days after the scheduled time");
        }
        Instant next = now.plus(HELD_FOR);
        Instant until = event.until();
        draft.due = until != null && until.isAfter(now) && until.isBefore(next) ? until : next;
        draft.heldSince = since;
        draft.outcome = RunOutcome.RETRYING;
        draft.leaseUntil = null;
        return done();
    }

    ExecutionDecision retryRequested(ExecutionEvent.RetryRequested event) {
        ShownOutcome shown = seen.shownOutcome();
        if (shown.isOpen()) {
            boolean isRepeated = draft.isRequested && event.attempt() == draft.nextAttempt();
            return isRepeated ? unchanged() : ExecutionDecision.nothing(seen, Result.EXECUTION_IN_PROGRESS);
        }
        if (shown == ShownOutcome.SUCCEEDED || shown == ShownOutcome.PUBLISHED) {
            return ExecutionDecision.nothing(seen, Result.EXECUTION_FINAL);
        }
        if (event.attempt() != draft.attempt + 1) {
            return unchanged();
        }
        Attempt last = draft.row(draft.attempt);
        if (last != null && last.isUnpublished()) {
            draft.change(draft.attempt, it -> it.ended(RunOutcome.CANCELLED, null));
        }
        draft.end(RunOutcome.RETRYING, null, draft.stored == ExecutionOutcome.PUBLISHED ? null : draft.reason);
        draft.due = now;
        draft.isRequested = true;
        draft.acknowledged = null;
        draft.add(RunEvent.of(event, now));
        return done();
    }

    ExecutionDecision acknowledged(ExecutionEvent.Acknowledged event) {
        if (!seen.needsAttention()) {
            return unchanged();
        }
        draft.acknowledged = new Acknowledgement(now, event.by(), event.reason());
        return done();
    }
}
