package com.rezagent.schedules.plan;

import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.engine.EngineTarget;
import com.rezagent.schedules.schedule.AuditWindow;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.Skip;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides whether and when a schedule fires, what the engine should hold for it, and whether it is over. Immutable. See
 * {@link UpcomingFirings} for summaries and previews.
 */
public final class FiringPlan {
    private final Schedule schedule;
    private final Surroundings surroundings;
    private final PlannedSchedule planned;

    private FiringPlan(Schedule schedule, Surroundings surroundings) {
        this.schedule = schedule;
        this.surroundings = surroundings;
        planned = PlannedSchedule.of(schedule);
    }

    public static FiringPlan of(Schedule schedule, Surroundings surroundings) {
        return new FiringPlan(schedule, surroundings);
    }

    // --- firings ---

    /** Returns the next firing that runs, strictly after a time; see {@link UpcomingFirings#next}. */
    public Optional<Instant> next(Instant after) {
        return UpcomingFirings.of(schedule, surroundings).next(after);
    }

    /** Returns the warnings; see {@link UpcomingFirings#warnings}. */
    public List<String> warnings(Instant now) {
        return UpcomingFirings.of(schedule, surroundings).warnings(now);
    }

    /** Returns whether any firing is left after a time, held back or not. */
    public boolean hasFiringAfter(Instant after) {
        return planned.recurrence() != null && planned.recurrence().next(after).isPresent();
    }

    /** Returns whether a planned firing of the schedule's current entry runs, if it arrives at its time. */
    public Verdict verdict(Instant scheduledTime) {
        return Gate.ask(Gate.OF_FIRINGS, PlannedFiring.planned(planned, surroundings, scheduledTime));
    }

    /**
     * Returns whether a firing runs.
     *
     * @param now when it has arrived
     * @param entry the engine entry that fired, compared with the record
     */
    public Verdict verdict(Instant scheduledTime, Instant now, EntryMatch entry) {
        return Gate.ask(
                Gate.OF_ARRIVALS,
                new PlannedFiring(
                        planned,
                        surroundings,
                        scheduledTime,
                        now,
                        entry,
                        previous(scheduledTime).orElse(null)));
    }

    /**
     * Returns whether a firing runs that an earlier attempt has started and not finished: it is asked again about
     * everything but a skip, which was requested too late, and other executions, which began later.
     */
    public Verdict verdictOfTakeover(Instant scheduledTime, Instant now, EntryMatch entry) {
        return Gate.ask(Gate.OF_TAKEOVERS, new PlannedFiring(planned, surroundings, scheduledTime, now, entry, null));
    }

    /** Returns the scheduled time of another execution that has not ended, if this one must not overlap it. */
    private Optional<Instant> previous(Instant scheduledTime) {
        return schedule.mayOverlap()
                ? Optional.empty()
                : surroundings.state().of(schedule).openBeside(scheduledTime);
    }

    /**
     * Returns whether a firing that was expected but never delivered was held back by a skip, or by a pause of the
     * schedule or its group that ends by itself or is still in force. Then nobody misses it.
     *
     * @param window that the firing was expected in; a skip in a window of an incarnation that has ended held then
     */
    public Verdict verdictOfMissing(AuditWindow window, Instant scheduledTime) {
        boolean isOfThisLife = window.incarnation().equals(schedule.incarnation()) && !schedule.isDeleted();
        NavigableMap<Instant, Skip> held =
                isOfThisLife ? planned.skips() : schedule.skips().ofAllIncarnations();
        return Gate.ask(
                Gate.OF_MISSING_FIRINGS,
                PlannedFiring.planned(planned.expectedIn(window, held), surroundings, scheduledTime));
    }

    /** Returns whether a manual execution runs. Unlike a firing, it also runs while paused or completed. */
    public Verdict verdictOfManualExecution(Instant scheduledTime) {
        return Gate.ask(Gate.OF_MANUAL_EXECUTIONS, PlannedFiring.planned(planned, surroundings, scheduledTime));
    }

    /** Returns the codes of the gates that a manual execution overrides, in order. */
    public List<SkipCode> overridden(Instant scheduledTime) {
        return Gate.PAUSES.stream()
                .filter(it -> it.holdsBack().test(PlannedFiring.planned(planned, surroundings, scheduledTime)))
                .map(Gate::code)
                .toList();
    }

    /** Returns what holds the schedule back now: its own pause and that of its group. */
    public List<Block> blocks(Instant now) {
        return UpcomingFirings.of(schedule, surroundings).blocks(now);
    }

    /** Returns whether the schedule itself is paused until a resume, whatever its status is. */
    public boolean isPaused() {
        return planned.isPaused();
    }

    /** Returns the pauses that hold a retry now: unlike a firing, it may be to come after the schedule has completed. */
    public List<Block> pauses(Instant now) {
        return UpcomingFirings.of(schedule, surroundings).pauses(now);
    }

    /**
     * Returns the expected firings of a window whose grace is over, in order. The stream is lazy.
     *
     * @param window one of {@link Schedule#allAuditWindows}, with the timing that applied in it
     */
    public Stream<Instant> overdue(AuditWindow window, Instant now) {
        Instant graceOver = now.minus(window.grace());
        Instant last = graceOver.isBefore(window.until()) ? graceOver : window.until();
        return window.after().isBefore(last)
                ? window.recurrence().after(window.after()).takeWhile(it -> !it.isAfter(last))
                : Stream.empty();
    }

    // --- the end ---

    /** Returns whether the schedule fires now, but has no firing left: it completes once the last one is final. */
    public boolean isOver(Instant now) {
        return planned.isLive() && !hasFiringAfter(now);
    }

    /** Returns whether the schedule is over, or would be if it were resumed: then there is nothing left to resume. */
    public boolean isOverEvenIfPaused(Instant now) {
        return planned.mayFire() && !hasFiringAfter(now);
    }

    /** Returns the last firing whose grace is not over yet; empty if there is none. For a schedule that is over. */
    public Optional<Instant> lastFiring(Instant now) {
        return schedule.recurrence()
                .after(now.minus(schedule.requireDefinition().grace()))
                .takeWhile(it -> !it.isAfter(now))
                .filter(it -> !planned.isBeforeCreation(it))
                .reduce((a, b) -> b);
    }

    // --- the engine ---

    /**
     * Returns the entry that the engine should hold; empty if it should hold none: the schedule is deleted, refused by
     * the engine, completed, or has no firing left.
     */
    public Optional<EngineEntry> desiredEntry(EngineTarget target, Instant now) {
        return planned.mayFire() ? new DesiredEntry(schedule, now).entry(target) : Optional.empty();
    }

    /**
     * Returns whether an entry without a firing left may still be about to fire: EventBridge fires within a minute of
     * the scheduled time and, with a flexible window, anywhere in the window. Deleting the entry at that moment would
     * lose the firing.
     */
    public boolean mayStillFire(Instant now) {
        return planned.isLive()
                && hasFiringAfter(
                        now.minus(schedule.requireDefinition().timing().flexibleWindow())
                                .minus(DueFirings.FIRING_TOLERANCE));
    }

    /** Returns the firings that are due although the engine had no entry for them. */
    public DueFirings due(Optional<EngineEntry> desired, Instant now) {
        return new DueFirings(schedule, planned, desired, now);
    }
}
