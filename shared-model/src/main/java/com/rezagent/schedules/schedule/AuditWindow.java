package com.rezagent.schedules.schedule;

import com.rezagent.schedules.expression.Recurrence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A period whose firings have not been audited yet, with the timing that the schedule had in it. A change of the
 * schedule leaves one for the time before it, because a firing expected then is only known to be missed once its grace
 * is over.
 *
 * @param incarnation of the schedule that the firings belong to
 * @param recurrence the timing of the schedule in this period
 * @param grace how long after its scheduled time a firing may still arrive
 * @param after start of the period, exclusive
 * @param until end of the period, inclusive; {@link Instant#MAX} while it is open
 */
public record AuditWindow(String incarnation, Recurrence recurrence, Duration grace, Instant after, Instant until) {

    /**
     * Returns the window of the schedule's current definition and state; empty when no firing is expected: paused,
     * deleted or refused by the engine.
     */
    static Optional<AuditWindow> current(Schedule schedule, Instant until) {
        if (schedule.state() != State.ACTIVE || schedule.isRefusedByEngine()) {
            return Optional.empty();
        }
        Definition definition = schedule.requireDefinition();
        Instant updatedAt = schedule.updatedAt();
        boolean firesAtAnchor = schedule.phase().firesAtAnchor(definition.timing(), schedule.createdAt(), updatedAt);
        Instant start = firesAtAnchor ? schedule.anchor().minusSeconds(1) : updatedAt;
        return Optional.of(new AuditWindow(
                schedule.incarnation(),
                schedule.recurrence(),
                definition.grace(),
                schedule.audit().currentStart(start),
                until));
    }

    /** Returns whether the period has ended because the schedule has changed since. */
    public boolean isClosed() {
        return until.isBefore(Instant.MAX);
    }

    /** Returns when a firing counts as missed unless it has been seen. */
    public Instant missedAt(Instant firing) {
        return firing.plus(grace);
    }

    /** Returns the rest of the window after it was audited up to one of its firings; empty if that was the last. */
    Optional<AuditWindow> remainder(Instant audited) {
        return Optional.of(new AuditWindow(incarnation, recurrence, grace, audited, until))
                .filter(AuditWindow::hasFirings);
    }

    /**
     * Returns the windows with a later one appended. A window without a firing is not added. A window that continues
     * the last one with its next firing extends it instead, so that any number of payload edits, and of pauses that
     * hold back no firing, need one window only.
     *
     * @param most the maximum number of windows; above that, the oldest are dropped
     */
    static List<AuditWindow> append(List<AuditWindow> earlier, AuditWindow later, int most) {
        if (!later.hasFirings()) {
            return earlier;
        }
        List<AuditWindow> all = new ArrayList<>(earlier);
        int last = all.size() - 1;
        if (last >= 0 && later.continues(all.get(last))) {
            Instant after = all.get(last).after;
            all.set(last, new AuditWindow(later.incarnation, later.recurrence, later.grace, after, later.until));
        } else {
            all.add(later);
        }
        return all.subList(Math.max(0, all.size() - most), all.size());
    }

    private boolean hasFirings() {
        return recurrence.next(after).filter(it -> !it.isAfter(until)).isPresent();
    }

    private boolean continues(AuditWindow earlier) {
        return incarnation.equals(earlier.incarnation)
                && recurrence.equals(earlier.recurrence)
                && grace.equals(earlier.grace)
                && recurrence.next(after).equals(recurrence.next(earlier.until));
    }
}
