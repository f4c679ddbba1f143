package com.rezagent.schedules.webapi;

import com.rezagent.schedules.schedule.CommandOutcome;
import com.rezagent.schedules.schedule.Schedule;
import java.util.Optional;

/** What was seen of a command by the end of its wait. */
sealed interface CommandProgress {
    /** It has taken effect, or a later one has, and EventBridge has been brought to it. */
    record Completed(Schedule schedule, CommandOutcome outcome) implements CommandProgress {}

    /**
     * It was published, and that is all there is to say.
     *
     * @param schedule the record as last seen; empty where there is none, or it could not be read
     */
    record Pending(Optional<Schedule> schedule) implements CommandProgress {}
}
