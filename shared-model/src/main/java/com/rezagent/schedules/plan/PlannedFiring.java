package com.rezagent.schedules.plan;

import java.time.Instant;

/**
 * A firing that gates decide about.
 *
 * @param entry the engine entry that fires; {@link EntryMatch#CURRENT} for a firing that is only planned
 */
record PlannedFiring(PlannedSchedule schedule, Surroundings surroundings, Instant scheduledTime, EntryMatch entry) {
    /** Returns whether the schedule no longer has this firing. */
    boolean isOutdated() {
        return schedule.isAfterEnd(scheduledTime)
                || switch (entry) {
                    case CURRENT -> false;
                    case OUTDATED -> !schedule.firesNear(scheduledTime);
                    case OTHER_INCARNATION -> true;
                };
    }
}
