package com.rezagent.schedules.plan;

import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.schedule.Skip;
import java.time.Instant;
import java.util.Optional;

/**
 * A firing that gates decide about.
 *
 * @param now when the gates are asked; for a firing that is only planned, its own time
 * @param entry the engine entry that fires; {@link EntryMatch#CURRENT} for a firing that is only planned
 */
record PlannedFiring(
        PlannedSchedule schedule, Surroundings surroundings, Instant scheduledTime, Instant now, EntryMatch entry) {
    /** Returns a firing that is only planned. */
    static PlannedFiring planned(PlannedSchedule schedule, Surroundings surroundings, Instant scheduledTime) {
        return new PlannedFiring(schedule, surroundings, scheduledTime, scheduledTime, EntryMatch.CURRENT);
    }

    /** Returns whether the schedule itself is paused for it. */
    boolean isPaused() {
        return schedule.isPaused() || pause().filter(Pause::isTimed).isPresent();
    }

    /** Returns the schedule's pause that holds it back; empty for none. */
    Optional<Pause> pause() {
        Pause pause = schedule.pause();
        if (pause != null && !pause.isTimed() && !schedule.isPaused()) {
            // It came after a firing that was expected. One with an end, which it replaced, may have held that back.
            pause = pause.earlier();
        }
        return Optional.ofNullable(pause).flatMap(it -> it.holder(scheduledTime, now));
    }

    /** Returns the skip that holds it back; empty for none. */
    Optional<Skip> skip() {
        return schedule.skip(scheduledTime);
    }

    /** Returns the group's pause that holds it back; empty for none. */
    Optional<Pause> groupPause() {
        return Optional.ofNullable(surroundings.group().pause()).flatMap(it -> it.holder(scheduledTime, now));
    }

    boolean isGroupPaused() {
        return surroundings.group().holdsBack(scheduledTime, now);
    }

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
