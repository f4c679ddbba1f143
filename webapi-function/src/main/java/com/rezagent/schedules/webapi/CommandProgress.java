package com.rezagent.schedules.webapi;

import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.schedule.Schedule;
import java.util.Optional;

/** The progress of a command that is visible at the end of the wait. */
sealed interface CommandProgress {
    /** The command, or a later one, has taken effect and EventBridge has converged. */
    record Completed(Schedule schedule, CommandOutcome outcome) implements CommandProgress {}

    /**
     * The command was published; whether it takes effect is not known yet.
     *
     * @param schedule the record as last read; empty if there is none or it could not be read
     */
    record Pending(Optional<Schedule> schedule) implements CommandProgress {}
}
