package com.rezagent.schedules.record;

import java.time.Instant;
import java.util.Optional;

/**
 * A record that commands change, with the outcomes of the latest ones.
 *
 * @param <R> the record itself
 */
public interface CommandedRecord<R extends CommandedRecord<R>> {
    /** Returns the version, which goes up with each change. */
    long version();

    /** Returns the outcome of a command, if the record still has it. */
    Optional<CommandOutcome> outcomeOf(String commandId);

    /** Returns the record with the outcome of one more command. */
    R withOutcome(CommandOutcome outcome);

    /**
     * Returns what changes show of the record.
     *
     * @param at when the record is looked at: a pause that ends by itself may be over
     */
    Snapshot snapshot(Instant at);
}
