package com.rezagent.schedules.webapi;

import com.rezagent.schedules.schedule.Outcome;
import com.rezagent.schedules.schedule.Schedule;
import java.util.Optional;

/** What was seen of a command by the end of its wait. */
sealed interface Sighting {
    /** It has taken effect, or a later one has, and EventBridge has been brought to it. */
    record Settled(Schedule schedule, Outcome outcome) implements Sighting {}

    /**
     * It was published, and that is all there is to say.
     *
     * @param schedule the record as last seen; empty where there is none, or it could not be read
     */
    record Unsettled(Optional<Schedule> schedule) implements Sighting {}
}
