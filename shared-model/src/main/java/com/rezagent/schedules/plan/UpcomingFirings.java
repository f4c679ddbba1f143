package com.rezagent.schedules.plan;

import com.rezagent.schedules.expression.Recurrence;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleSummary;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The firings to come of a schedule, of its summary in a list, or of a timing that is not saved. Immutable. */
public final class UpcomingFirings {
    private final PlannedSchedule schedule;
    private final Surroundings surroundings;
    private final List<String> definitionWarnings;

    private UpcomingFirings(PlannedSchedule schedule, Surroundings surroundings, List<String> definitionWarnings) {
        this.schedule = schedule;
        this.surroundings = surroundings;
        this.definitionWarnings = definitionWarnings;
    }

    public static UpcomingFirings of(Schedule schedule, Surroundings surroundings) {
        return new UpcomingFirings(PlannedSchedule.of(schedule), surroundings, schedule.warnings());
    }

    public static UpcomingFirings of(ScheduleSummary summary, Surroundings surroundings) {
        return new UpcomingFirings(PlannedSchedule.of(summary), surroundings, summary.warnings());
    }

    /**
     * Returns the firings of a timing that is not saved, as if it were active.
     *
     * @param definitionWarnings what was canonicalised
     */
    public static UpcomingFirings ofUnsaved(Recurrence recurrence, List<String> definitionWarnings) {
        return new UpcomingFirings(PlannedSchedule.ofUnsaved(recurrence), Surroundings.NONE, definitionWarnings);
    }

    /**
     * Returns the next firing that runs, strictly after a time; empty when paused, failed, completed or deleted, or
     * none is left.
     */
    public Optional<Instant> next(Instant after) {
        return after(after).findFirst();
    }

    /** Returns all firings that run, strictly after a time, in order. The stream is lazy and may be infinite. */
    public Stream<Instant> after(Instant after) {
        Recurrence recurrence = schedule.recurrence();
        return recurrence == null || !schedule.isLive()
                ? Stream.empty()
                : recurrence.after(after).filter(it -> verdict(it).runs());
    }

    private Verdict verdict(Instant scheduledTime) {
        return Gate.ask(Gate.OF_FIRINGS, new PlannedFiring(schedule, surroundings, scheduledTime, EntryMatch.CURRENT));
    }

    /**
     * Returns the warnings, a sentence each: what was canonicalised, and, while it may fire, the
     * {@link Recurrence#warnings} for the year after {@code now}.
     */
    public List<String> warnings(Instant now) {
        Recurrence recurrence = schedule.recurrence();
        return recurrence == null || !schedule.mayFire()
                ? definitionWarnings
                : Stream.concat(definitionWarnings.stream(), recurrence.warnings(now).stream())
                        .toList();
    }
}
