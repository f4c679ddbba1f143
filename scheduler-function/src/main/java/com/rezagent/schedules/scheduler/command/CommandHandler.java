package com.rezagent.schedules.scheduler.command;

import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.CommandReader;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.record.CommandOutcome;

/**
 * Handles the commands of one kind of resource.
 *
 * @param <C> its commands
 */
public interface CommandHandler<C extends Command> {
    /** Returns the type of its commands. */
    Class<C> type();

    /** Returns the reader of its commands. */
    CommandReader<C> reader();

    /**
     * Applies one command. Idempotent.
     *
     * @return its outcome; for a duplicate, that of the first attempt
     * @throws com.rezagent.schedules.error.TransientException if it should be retried later
     */
    CommandOutcome process(C command, Log log);
}
