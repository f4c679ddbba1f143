package com.rezagent.schedules.simulation;

import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.State;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a record shows of its registers; stamps show in nothing but in what later commands come to.
 *
 * @param state deleted, paused or running
 * @param def of what is deleted too; null in a tombstone of an orphan
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
                !schedule.isDeleted() && schedule.completedAt() != null);
    }

    ObservedState asCompleted() {
        return new ObservedState(state, def, version, anchor, createdAt, true);
    }

    /** What the record of a schedule should show. */
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
