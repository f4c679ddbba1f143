package com.rezagent.schedules.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@link ExecutionDecider} decided.
 *
 * @param before the execution as read
 * @param after what {@link ExecutionHistory#replace} has to write; null for nothing
 * @param followUps what has to follow once it is written or, if nothing is, what is to be done
 */
public record ExecutionDecision(Execution before, @Nullable Execution after, Result result, List<FollowUp> followUps) {
    /** The result that is returned to the sender of the event. */
    public enum Result {
        /** It changed the execution, or will once the follow-up is done. */
        DONE,
        /** It was so before, or it is not its time. */
        UNCHANGED,
        /** The report contradicts an earlier one, which counts. */
        CONTRADICTION,
        /** The report is of an attempt that had ended. */
        LATE,
        /** The report is of an attempt that there is not. */
        UNKNOWN_ATTEMPT,
        /** No retry: it has succeeded or was published. */
        EXECUTION_FINAL,
        /** No retry: it has not ended. */
        EXECUTION_IN_PROGRESS
    }

    /** Something that has to follow. */
    public sealed interface FollowUp {
        /**
         * The execution has ended: it is no longer the open one of its schedule, and its outcome counts.
         *
         * @param corrected the end that was recorded before; null if this is the first
         */
        record Ended(ShownOutcome outcome, @Nullable ShownOutcome corrected) implements FollowUp {}

        /** The execution has ended badly, and people want to know. */
        record FailureNotice(ShownOutcome outcome, String reason) implements FollowUp {}

        /** The execution had ended and goes on. */
        record Reopened() implements FollowUp {}

        /** An attempt is due: ask the gates, then decide about {@code Claimed} or what the gates say. */
        record AttemptDue(int attempt) implements FollowUp {}
    }

    public ExecutionDecision {
        followUps = List.copyOf(followUps);
    }

    /** Returns what has to be written; empty for nothing. */
    public Optional<Execution> written() {
        return Optional.ofNullable(after);
    }

    /** Returns the number of the attempt that is due; empty if none is. */
    public Optional<Integer> attemptDue() {
        return followUps.stream()
                .filter(FollowUp.AttemptDue.class::isInstance)
                .map(it -> ((FollowUp.AttemptDue) it).attempt())
                .findFirst();
    }

    static ExecutionDecision nothing(Execution seen, Result result) {
        return new ExecutionDecision(seen, null, result, List.of());
    }

    static ExecutionDecision attemptDue(Execution seen, int attempt) {
        return new ExecutionDecision(seen, null, Result.DONE, List.of(new FollowUp.AttemptDue(attempt)));
    }

    static ExecutionDecision of(Execution seen, Execution after, Result result) {
        ShownOutcome was = seen.shownOutcome();
        ShownOutcome is = after.shownOutcome();
        List<FollowUp> followUps = new ArrayList<>();
        if (was != is && !is.isOpen()) {
            followUps.add(new FollowUp.Ended(is, was.isOpen() ? null : was));
            if (is.isFailure()) {
                followUps.add(new FollowUp.FailureNotice(is, after.reason() == null ? is.text() : after.reason()));
            }
        }
        if (is.isOpen() && !was.isOpen()) {
            followUps.add(new FollowUp.Reopened());
        }
        return new ExecutionDecision(seen, after, result, followUps);
    }
}
