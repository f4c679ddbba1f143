package com.rezagent.schedules.plan;

import com.rezagent.schedules.expression.Recurrence;
import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.schedule.AuditWindow;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.schedule.Skip;
import com.rezagent.schedules.schedule.State;
import com.rezagent.schedules.schedule.Status;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What gates need to know of a schedule: the part that a record, its summary in a list, and an unsaved timing have in
 * common.
 *
 * @param isPaused whether its state is paused, without an end, also while its status is another
 * @param pause the pause that was last requested, including one that has not started or is over; null for none
 * @param skips the skips that hold, by the nominal time of the firing
 * @param createdAt in whole seconds
 * @param recurrence null in an orphan's tombstone, which has no definition
 */
record PlannedSchedule(
        Status status,
        boolean isPaused,
        @Nullable Pause pause,
        NavigableMap<Instant, Skip> skips,
        Instant createdAt,
        @Nullable Recurrence recurrence) {
    private static final NavigableMap<Instant, Skip> NO_SKIPS = Collections.emptyNavigableMap();

    PlannedSchedule {
        createdAt = createdAt.truncatedTo(ChronoUnit.SECONDS);
    }

    static PlannedSchedule of(Schedule schedule) {
        return new PlannedSchedule(
                schedule.status(),
                schedule.state() == State.PAUSED,
                schedule.pause(),
                schedule.heldSkips(),
                schedule.createdAt(),
                schedule.definition() == null ? null : schedule.recurrence());
    }

    static PlannedSchedule of(ScheduleSummary summary) {
        return new PlannedSchedule(
                summary.status(),
                summary.status() == Status.PAUSED,
                summary.pause(),
                summary.heldSkips(),
                summary.createdAt(),
                summary.recurrence());
    }

    static PlannedSchedule ofUnsaved(Recurrence recurrence) {
        return new PlannedSchedule(Status.ACTIVE, false, null, NO_SKIPS, Instant.MIN, recurrence);
    }

    /** Returns this schedule for a firing that was expected: a pause without an end came later. */
    PlannedSchedule expected() {
        return new PlannedSchedule(status, false, pause, skips, createdAt, recurrence);
    }

    /**
     * Returns this schedule for a firing that was expected in an audit window, by the timing of that window.
     *
     * @param held the skips that held in the window
     */
    PlannedSchedule expectedIn(AuditWindow window, NavigableMap<Instant, Skip> held) {
        return new PlannedSchedule(status, false, pause, held, createdAt, window.recurrence());
    }

    /** Returns the skip of a firing, of which the engine may report a time within the tolerance of the expression. */
    Optional<Skip> skip(Instant scheduledTime) {
        return skips.isEmpty() ? Optional.empty() : Optional.ofNullable(skips.get(nominal(scheduledTime)));
    }

    private Instant nominal(Instant scheduledTime) {
        return recurrence == null
                ? scheduledTime
                : recurrence.nearest(scheduledTime).orElse(scheduledTime);
    }

    /** Returns whether it fires now: it is neither paused, refused by the engine, completed nor deleted. */
    boolean isLive() {
        return status == Status.PENDING || status == Status.ACTIVE;
    }

    /** Returns whether it fires, or will once it is resumed. */
    boolean mayFire() {
        return isLive() || status == Status.PAUSED;
    }

    /**
     * Returns whether a time is before the creation. A rate's first firing may be its anchor, a start date a moment
     * before it.
     */
    boolean isBeforeCreation(Instant scheduledTime) {
        boolean isAnchor = recurrence != null
                && recurrence.expression().countsFromAnchor()
                && scheduledTime.equals(recurrence.anchor());
        return !isAnchor && scheduledTime.isBefore(createdAt);
    }

    /** Returns whether a time is after the end; engine entries end one second late. */
    boolean isAfterEnd(Instant scheduledTime) {
        return recurrence != null && recurrence.end() != null && scheduledTime.isAfter(recurrence.end());
    }

    /** Returns whether there is a firing at a time, within the tolerance of the expression. */
    boolean firesNear(Instant scheduledTime) {
        return recurrence != null && recurrence.firesNear(scheduledTime);
    }
}
