package com.rezagent.schedules.command;

import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.schedule.Schedule;

/** Effect of a command on the record that was read. */
public sealed interface Decision {
    /** The command was decided before; that outcome stays valid. */
    record AlreadyDecided(Schedule record, CommandOutcome outcome) implements Decision {}

    /** The command creates the record. */
    record Insert(Schedule next, CommandOutcome outcome) implements Decision {}

    /** The command changes the record, possibly only its outcomes. */
    record Replace(Schedule next, CommandOutcome outcome) implements Decision {}

    /** The command is refused, and there is no record to store the outcome in. */
    record Reject(CommandOutcome outcome) implements Decision {}

    /** A prerequisite of the command may not have arrived yet; retry later. */
    record Defer(String reason) implements Decision {}
}
