package com.rezagent.schedules.webapi.command;

import com.rezagent.schedules.record.CommandOutcome;
import java.util.Optional;

/**
 * The progress of a command that is visible at the end of the wait.
 *
 * @param <R> record of the resource
 */
sealed interface CommandProgress<R> {
    /** The command, or a later one, has taken effect and everything that follows the record has converged. */
    record Completed<R>(R record, CommandOutcome outcome) implements CommandProgress<R> {}

    /**
     * The command was published; whether it takes effect is not known yet.
     *
     * @param record the record as last read; empty if there is none or it could not be read
     */
    record Pending<R>(Optional<R> record) implements CommandProgress<R> {}
}
