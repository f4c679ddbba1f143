package com.rezagent.schedules.simulation;

import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.State;
import com.rezagent.schedules.testing.Records;
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
        Pause pause = schedule.pause();
        return new ObservedState(
                        schedule.state() == State.PAUSED ? "paused" : "running",
                        schedule.group().value(),
                        pause == null ? "" : timedPause(pause.since(), pause.until()),
                        schedule.heldSkips().keySet().toString(),
                        DefinitionSpec.of(schedule.definition()),
                        schedule.version(),
                        schedule.anchor(),
                        schedule.createdAt(),
                        schedule.ending().completedAt() != null)
                .unlessDeleted(schedule.isDeleted());
    }

    private ObservedState unlessDeleted(boolean isDeleted) {
        return isDeleted ? new ObservedState("deleted", "", "", "", def, version, anchor, createdAt, false) : this;
    }

    ObservedState asCompleted() {
        return Records.withComponent(this, "isCompleted", true);
    }

    private static String timedPause(Instant since, @Nullable Instant until) {
        return until == null ? "" : since + " until " + until;
    }

    /** Returns the state that a record should have according to the model. */
    static ObservedState of(ReferenceModel model) {
        return new ObservedState(
                        model.isPaused() ? "paused" : "running",
                        model.group(),
                        model.pause()
                                .map(it -> timedPause(it.since(), it.until()))
                                .orElse(""),
                        model.skips().toString(),
                        model.def(),
                        model.version(),
                        model.anchor(),
                        model.createdAt(),
                        model.isCompleted())
                .unlessDeleted(!model.exists());
    }
}
