package com.rezagent.schedules.expression;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/**
 * One row of a list of firings: a firing, or a selected local time that does not exist.
 *
 * @param scheduledTime when it fires; null in a gap
 * @param at when it fires; in a gap, when clocks change
 * @param localTime the local time in the schedule's timezone
 * @param timezone the schedule's timezone
 * @param mark what the clocks do at that time
 * @param reason one sentence about the mark; null if there is none
 */
public record ExplainedFiring(
        @Nullable Instant scheduledTime,
        Instant at,
        LocalDateTime localTime,
        ZoneId timezone,
        Mark mark,
        @Nullable String reason) {

    /** What the clocks of the timezone do at a local time. */
    public enum Mark {
        NONE,
        /** Clocks skip the time: nothing fires. */
        GAP,
        /** Clocks show the time twice: this is its first pass. */
        OVERLAP
    }

    /** Returns a firing of a cron or at expression, or of a rate, whose firings have no local time of their own. */
    static ExplainedFiring of(Instant firing, ZoneId timezone, Expression expression) {
        LocalDateTime local = LocalDateTime.ofInstant(firing, timezone);
        boolean isRepeated = !(expression instanceof RateExpression)
                && timezone.getRules().getValidOffsets(local).size() > 1;
        return new ExplainedFiring(
                firing,
                firing,
                local,
                timezone,
                isRepeated ? Mark.OVERLAP : Mark.NONE,
                isRepeated ? "Clocks show this time twice; it runs the first time only." : null);
    }

    static ExplainedFiring skipped(LocalDateTime local, Instant change, ZoneId timezone) {
        return new ExplainedFiring(
                null, change, local, timezone, Mark.GAP, "Clocks are put forward past this time; nothing runs.");
    }

    /** Returns whether this row is a firing. */
    public boolean runs() {
        return mark != Mark.GAP;
    }

    /** Returns the firing in another timezone; null in a gap. */
    public @Nullable ZonedDateTime in(ZoneId viewer) {
        return scheduledTime == null ? null : scheduledTime.atZone(viewer);
    }
}
