package com.rezagent.schedules.command;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionDecider;
import com.rezagent.schedules.execution.ExecutionDecision;
import com.rezagent.schedules.execution.ExecutionId;
import java.time.Instant;
import java.util.List;

/**
 * Decides whether a command of an execution is accepted. Pure. No run policy is asked, because what people request needs
 * none.
 */
public final class ExecutionCommandRules {
    private ExecutionCommandRules() {}

    /**
     * Returns what a command changes of an execution; nothing if an earlier delivery of it has changed that.
     *
     * @throws RefusedException {@code execution_final} or {@code execution_in_progress} for a retry of an execution that has
     *     ended well or not at all; {@code invalid_request} for an attempt that is not the next one
     */
    public static ExecutionDecision decide(Execution seen, ExecutionCommand command, Instant now) {
        if (isMade(seen, command)) {
            return new ExecutionDecision(seen, null, ExecutionDecision.Result.UNCHANGED, List.of());
        }
        return requireAccepted(command, ExecutionDecider.decide(seen, null, command.event(), now));
    }

    /** Returns whether the attempt that a command requests has been made. */
    private static boolean isMade(Execution seen, ExecutionCommand command) {
        return command instanceof ExecutionCommand.Retry retry && retry.attempt() <= seen.attempt();
    }

    /**
     * Returns a decision that accepts the command.
     *
     * @throws RefusedException if it refuses the command, see {@link #decide}
     */
    public static ExecutionDecision requireAccepted(ExecutionCommand command, ExecutionDecision decision) {
        Execution seen = decision.before();
        if (isMade(seen, command)) {
            return decision;
        }
        String id = "execution_id: " + command.executionId().text();
        String outcome = seen.shownOutcome().text();
        switch (decision.result()) {
            case EXECUTION_FINAL ->
                throw new RefusedException(
                        ErrorCode.EXECUTION_FINAL,
                        "The execution has ended well",
                        id + " is " + outcome
                                + ", so there is nothing to retry; to run the schedule once more, use POST"
                                + " /api/schedules/" + command.executionId().scheduleId() + "/trigger");
            case EXECUTION_IN_PROGRESS ->
                throw new RefusedException(
                        ErrorCode.EXECUTION_IN_PROGRESS,
                        "The execution has not ended",
                        id + " is " + outcome + "; wait until it has ended");
            default -> requireNext(seen, command);
        }
        return decision;
    }

    private static void requireNext(Execution seen, ExecutionCommand command) {
        int next = seen.attempt() + 1;
        if (command instanceof ExecutionCommand.Retry retry && retry.attempt() > next) {
            throw new RefusedException(
                    ErrorCode.INVALID_REQUEST,
                    "The request is invalid",
                    "attempt: is " + retry.attempt() + ", but the next attempt is " + next + "; correct it");
        }
    }

    /** Returns the refusal of a command or request for an execution that does not exist. */
    public static RefusedException notFound(ExecutionId id) {
        return notFound(id.text() + " does not exist, or is older than 90 days; GET /api/schedules/" + id.scheduleId()
                + "/executions lists the existing ids");
    }

    /** Returns the refusal of a text that is not the id of an execution, or one of an earlier release. */
    public static RefusedException notAnId() {
        return notFound(
                "this is not a valid id of an execution; an id looks like exec_…, and earlier releases had others");
    }

    private static RefusedException notFound(String detail) {
        return new RefusedException(
                ErrorCode.EXECUTION_NOT_FOUND, "There is no such execution", "execution_id: " + detail);
    }
}
