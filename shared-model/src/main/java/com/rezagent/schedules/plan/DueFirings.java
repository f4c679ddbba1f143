package com.rezagent.schedules.plan;

import com.rezagent.schedules.engine.Engine.ExistingEntry;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.schedule.AuditWindow;
import com.rezagent.schedules.schedule.Definition;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * The firings of a schedule that fell due since {@link Schedule#dueSince}, when the engine may have had no entry for
 * them. Converging executes them before it writes the entry.
 */
public final class DueFirings {
    /** How long after its scheduled time a firing may still be in delivery without being lost. */
    static final Duration FIRING_TOLERANCE = Duration.ofMinutes(5);

    private final Schedule schedule;
    private final PlannedSchedule planned;
    private final Optional<EngineEntry> desired;
    private final Instant now;

    /** @param desired entry that the engine is about to get; the firing that a rate's entry starts with is left to it */
    DueFirings(Schedule schedule, PlannedSchedule planned, Optional<EngineEntry> desired, Instant now) {
        this.schedule = schedule;
        this.planned = planned;
        this.desired = desired;
        this.now = now;
    }

    /** Returns the time until which firings are due: the time of planning. */
    public Instant until() {
        return now;
    }

    /**
     * Returns the time since which an earlier attempt to converge may have started to execute a firing; empty if none
     * fell due, except one that the engine is about to get an entry for. The attempt may have converged an earlier
     * version, with another timing.
     */
    public Optional<Instant> startedSince() {
        Instant since = schedule.dueSince();
        if (since == null || schedule.definition() == null) {
            return Optional.empty();
        }
        Optional<Instant> earlier = startedByEarlierVersion();
        if (earlier.isPresent()) {
            return earlier;
        }
        Optional<Instant> start = desired.map(EngineEntry::start);
        boolean isAnyDue = schedule.recurrence()
                .after(since.minusNanos(1))
                .limit(2)
                .takeWhile(it -> !it.isAfter(now))
                .anyMatch(it -> !start.equals(Optional.of(it)));
        return isAnyDue ? Optional.of(since) : Optional.empty();
    }

    private Optional<Instant> startedByEarlierVersion() {
        boolean wasConverged = schedule.convergedVersion() >= schedule.version() - 1;
        return wasConverged
                ? Optional.empty()
                : schedule.auditWindows().stream()
                        .filter(it -> it.incarnation().equals(schedule.incarnation()))
                        .filter(it -> it.recurrence()
                                .after(it.after())
                                .findFirst()
                                .filter(first -> !first.isAfter(it.until()) && !first.isAfter(now))
                                .isPresent())
                        .map(AuditWindow::after)
                        .min(Comparator.naturalOrder());
    }

    /**
     * Returns the firing to execute now; empty if there is none, or if the engine has an entry that fires it itself. An
     * entry whose firings have exact times may have been written after the firing, so the firing is executed anyway: a
     * duplicate is dropped by its key.
     */
    public Optional<Instant> latest(Optional<ExistingEntry> existing) {
        boolean isCurrent = existing.filter(it -> EngineEntry.isCurrentFor(schedule, it.entry()))
                .isPresent();
        return isCurrent && !hasExactFiringTimes() ? Optional.empty() : latest();
    }

    /**
     * Returns whether the engine delivers firings with exactly the times of the recurrence. It may not for a rate,
     * which it dates by its own count, or with a flexible window, which delays firings.
     */
    private boolean hasExactFiringTimes() {
        Definition definition = schedule.requireDefinition();
        return !definition.expression().countsFromAnchor()
                && definition.timing().flexibleWindowMinutes() == null;
    }

    /**
     * Returns the firing to execute now if the engine has no entry: the latest since {@link Schedule#dueSince}, for an
     * {@code at()} within its grace, for any other less than five minutes old. Earlier firings are missed, and an audit
     * finds them.
     */
    Optional<Instant> latest() {
        Instant since = schedule.dueSince();
        if (since == null || !planned.isLive()) {
            return Optional.empty();
        }
        Definition definition = schedule.requireDefinition();
        boolean isRate = definition.expression().countsFromAnchor();
        // A rate's first firing is its anchor: the time of the request, or a start date that had just passed then.
        boolean isAnchorDue = isRate && schedule.anchor().equals(since);
        Duration tolerance = isAnchorDue && definition.timing().start() != null
                ? FIRING_TOLERANCE.plus(Timing.START_TOLERANCE)
                : FIRING_TOLERANCE;
        Instant oldest = now.minus(definition.expression().firesOnce() ? definition.grace() : tolerance);
        Instant requested = later(isAnchorDue ? since.minusNanos(1) : since, oldest);
        // A firing during a pause is not executed later, even if a change that was issued before its end arrives after
        // it.
        Instant resumed = schedule.resumedAt();
        Instant after = resumed == null ? requested : later(requested, resumed.minusNanos(1));
        Optional<Instant> latest = schedule.recurrence()
                .after(after)
                .takeWhile(it -> !it.isAfter(now))
                .reduce((a, b) -> b);
        boolean isLeftToEngine = isRate && desired.map(EngineEntry::start).equals(latest);
        return isLeftToEngine ? Optional.empty() : latest;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isBefore(b) ? b : a;
    }
}
