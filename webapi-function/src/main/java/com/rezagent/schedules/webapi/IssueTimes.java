package com.rezagent.schedules.webapi;

import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.Stamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gives each command its time of issue, in microseconds. No two that this process gives are equal and each is later than
 * the one before, also when the clock stands still or goes back. Thread-safe.
 */
final class IssueTimes {
    private final Clock clock;
    private Instant last = Instant.EPOCH;

    IssueTimes(Clock clock) {
        this.clock = clock;
    }

    /**
     * The time of a command.
     *
     * @param seen the record that its sender was shown, whose writers it comes after; null where none was read
     */
    synchronized Instant next(@Nullable Schedule seen) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant next = later(now, tickAfter(last));
        if (seen != null) {
            Stamp latest = Stamp.later(seen.definitionStamp(), seen.stateStamp());
            next = later(next, tickAfter(latest.issuedAt()));
        }
        last = next;
        return next;
    }

    private static Instant tickAfter(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS).plus(1, ChronoUnit.MICROS);
    }

    private static Instant later(Instant a, Instant b) {
        return a.isBefore(b) ? b : a;
    }
}
