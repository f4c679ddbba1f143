package com.rezagent.schedules.command;

import com.rezagent.schedules.record.CommandOutcome.Result;

/**
 * A condition that a request makes on the record, e.g. with {@code If-Match}. The {@link Decider} checks it once it knows
 * that the record can be changed and that the command is well-formed, before the checks that depend on the time.
 */
@FunctionalInterface
public interface Precondition {
    /** Every record meets it. */
    Precondition NONE = result -> {};

    /**
     * Checks the condition.
     *
     * @param result the command's result if the condition is met: applied or unchanged
     * @throws com.rezagent.schedules.error.RefusedException if the record does not meet it
     */
    void check(Result result);
}
