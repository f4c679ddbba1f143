package com.rezagent.schedules.command;

import com.rezagent.schedules.schedule.CommandOutcome;
import com.rezagent.schedules.schedule.Schedule;

/** What a command does to the record that was read. */
public sealed interface Decision {
    /** It was decided before; that outcome stands. */
    record Known(Schedule record, CommandOutcome outcome) implements Decision {}

    /** The record is new. */
    record Insert(Schedule next, CommandOutcome outcome) implements Decision {}

    /** The record changes, if only by the outcome. */
    record Replace(Schedule next, CommandOutcome outcome) implements Decision {}

    /** Refused, and there is no record to keep the outcome in. */
    record Reject(CommandOutcome outcome) implements Decision {}

    /** What it builds on may still be on its way: try again later. */
    record Defer(String reason) implements Decision {}
}
