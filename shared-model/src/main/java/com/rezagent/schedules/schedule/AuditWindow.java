package com.rezagent.schedules.schedule;

import com.rezagent.schedules.expression.Recurrence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A stretch of time whose firings have not been audited yet, and what the schedule said then of when it was to fire. A
 * change of the schedule leaves one behind, since what was expected before it, and is lost, is only known to be lost when
 * its grace is over.
 *
 * @param incarnation of the schedule that the firings belong to
 * @param grace how long after its scheduled time a firing may still arrive
 * @param after the firings up to here are not in it
 * @param until the last moment that is in it; {@link Instant#MAX} where it has no end yet
 */
public record AuditWindow(String incarnation, Recurrence recurrence, Duration grace, Instant after, Instant until) {

    /** The firings whose grace is over, in order, each found when it is asked for. */
    public Stream<Instant> overdue(Instant now) {
        Instant graceOver = now.minus(grace);
        Instant last = graceOver.isBefore(until) ? graceOver : until;
        return after.isBefore(last) ? recurrence.after(after).takeWhile(it -> !it.isAfter(last)) : Stream.empty();
    }

    /** Whether the schedule has changed since. */
    public boolean isOver() {
        return until.isBefore(Instant.MAX);
    }

    /** When one of its firings that has not been seen is missed. */
    public Instant graceOver(Instant firing) {
        return firing.plus(grace);
    }

    /** What is left of it once it has been audited up to one of its firings; empty when that was the last. */
    Optional<AuditWindow> rest(Instant audited) {
        return Optional.of(new AuditWindow(incarnation, recurrence, grace, audited, until))
                .filter(AuditWindow::hasFirings);
    }

    /**
     * The stretches with a later one after them. One without a firing adds nothing. One that goes on with the next firing of
     * the last makes that one longer: the payload may be edited, and a pause may hold nothing back, any number of times.
     *
     * @param most how many are kept; above that, the oldest go
     */
    static List<AuditWindow> appended(List<AuditWindow> earlier, AuditWindow later, int most) {
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
