package com.rezagent.schedules.plan;

import com.rezagent.schedules.expression.Recurrence;
import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
        return schedule.recurrence() == null || !schedule.isLive()
                ? Stream.empty()
                : Stream.iterate(nextRunning(after), Optional::isPresent, it -> nextRunning(it.orElseThrow()))
                        .map(Optional::orElseThrow);
    }

    /** Returns the next firing that runs. A pause is passed at once, because it may hold back any number of firings. */
    private Optional<Instant> nextRunning(Instant after) {
        Recurrence recurrence = Objects.requireNonNull(schedule.recurrence());
        Instant from = after;
        while (true) {
            Optional<Instant> next = recurrence.next(from);
            if (next.isEmpty() || verdict(next.get()).runs()) {
                return next;
            }
            Optional<Pause> pause = pauseOver(next.get());
            if (pause.isEmpty()) {
                from = next.get();
            } else if (pause.get().until() == null) {
                return Optional.empty();
            } else {
                from = pause.get().until().minusNanos(1);
            }
        }
    }

    /** Returns the pause that holds back the firing at a time, of the schedule or of its group. */
    private Optional<Pause> pauseOver(Instant scheduledTime) {
        return Stream.of(
                        Optional.ofNullable(schedule.pause()),
                        Optional.ofNullable(surroundings.group().pause()))
                .flatMap(Optional::stream)
                .filter(it -> it.covers(scheduledTime))
                .findFirst();
    }

    /** Returns the verdict of a planned firing. */
    public Verdict verdict(Instant scheduledTime) {
        return Gate.ask(Gate.OF_FIRINGS, PlannedFiring.planned(schedule, surroundings, scheduledTime));
    }

    /** Returns what holds the schedule back at a time: its own pause and that of its group. */
    public List<Block> blocks(Instant now) {
        List<Block> blocks = new ArrayList<>();
        Pause own = schedule.pause();
        if (schedule.mayFire() && own != null && own.covers(now)) {
            blocks.add(new Block("schedule", own));
        }
        GroupGate group = surroundings.group();
        if (schedule.mayFire() && group.pause() != null && group.pause().covers(now)) {
            blocks.add(new Block("group:" + group.group(), group.pause()));
        }
        return blocks;
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
