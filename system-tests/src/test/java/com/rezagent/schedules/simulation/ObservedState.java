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
 * @param group empty if deleted
 * @param timedPause the start and end of the last pause that ends by itself, also if that is over; empty if deleted, or
 *     there is none
 * @param skips the nominal times of the skips that hold; empty if deleted
 * @param def also of a deleted schedule; null in the tombstone of an orphan
 */
record ObservedState(
        String state,
        String group,
        String timedPause,
        String skips,
        @Nullable DefinitionSpec def,
        long version,
        Instant anchor,
        Instant createdAt,
        boolean isCompleted) {

    static ObservedState of(Schedule schedule) {
        return new ObservedState(
                schedule.isDeleted() ? "deleted" : schedule.state() == State.PAUSED ? "paused" : "running",
                schedule.isDeleted() ? "" : schedule.group().value(),
                schedule.isDeleted() || schedule.pause() == null
                        ? ""
                        : timedPause(schedule.pause().since(), schedule.pause().until()),
                schedule.isDeleted() ? "" : schedule.heldSkips().keySet().toString(),
                DefinitionSpec.of(schedule.definition()),
                schedule.version(),
                schedule.anchor(),
                schedule.createdAt(),
                !schedule.isDeleted() && schedule.ending().completedAt() != null);
    }

    ObservedState asCompleted() {
        return new ObservedState(state, group, timedPause, skips, def, version, anchor, createdAt, true);
    }

    private static String timedPause(Instant since, @Nullable Instant until) {
        return until == null ? "" : since + " until " + until;
    }

    /** Returns the state that a record should have according to the model. */
    static ObservedState of(ReferenceModel model) {
        return new ObservedState(
                !model.exists() ? "deleted" : model.isPaused() ? "paused" : "running",
                !model.exists() ? "" : model.group(),
                !model.exists()
                        ? ""
                        : model.pause()
                                .map(it -> timedPause(it.since(), it.until()))
                                .orElse(""),
                !model.exists() ? "" : model.skips().toString(),
                model.def(),
                model.version(),
                model.anchor(),
                model.createdAt(),
                model.exists() && model.isCompleted());
    }
}
