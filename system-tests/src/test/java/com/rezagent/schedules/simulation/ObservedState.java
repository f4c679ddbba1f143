package com.rezagent.schedules.simulation;

import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.State;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The visible state of a schedule's registers, from a record or from the reference model. Stamps are not part of it:
 * they are visible only in the outcomes of later commands.
 *
 * @param state {@code deleted}, {@code paused} or {@code running}
 * @param def also of a deleted schedule; null in the tombstone of an orphan
 */
record ObservedState(
        String state,
        @Nullable DefinitionSpec def,
        long version,
        Instant anchor,
        Instant createdAt,
        boolean isCompleted) {

    static ObservedState of(Schedule schedule) {
        return new ObservedState(
                schedule.isDeleted() ? "deleted" : schedule.state() == State.PAUSED ? "paused" : "running",
                DefinitionSpec.of(schedule.definition()),
                schedule.version(),
                schedule.anchor(),
                schedule.createdAt(),
                !schedule.isDeleted() && schedule.ending().completedAt() != null);
    }

    ObservedState asCompleted() {
        return new ObservedState(state, def, version, anchor, createdAt, true);
    }

    /** Returns the state that a record should have according to the model. */
    static ObservedState of(ReferenceModel model) {
        return new ObservedState(
                !model.exists() ? "deleted" : model.isPaused() ? "paused" : "running",
                model.def(),
                model.version(),
                model.anchor(),
                model.createdAt(),
                model.exists() && model.isCompleted());
    }
}
