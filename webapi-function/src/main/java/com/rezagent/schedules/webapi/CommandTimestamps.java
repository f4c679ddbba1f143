package com.rezagent.schedules.webapi;

import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.Stamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives each command its time of issue, in microseconds. No two that this process gives are equal, also when the clock
 * stands still or goes back. A command is later than what was seen on its record and than what was given for it before, but
 * a publisher's fast clock on one record moves no other's. Thread-safe.
 */
final class CommandTimestamps {
    /** How many records whose stamps are ahead of the clock are remembered. */
    private static final int MAX_AHEAD = 10_000;

    private final Clock clock;
    private final Map<ScheduleId, Instant> ahead = new LinkedHashMap<>();
    private Instant last = Instant.EPOCH;

    CommandTimestamps(Clock clock) {
        this.clock = clock;
    }

    /**
     * The time of a command.
     *
     * @param id the schedule that it is about
     * @param seen the record that its sender was shown, whose writers it comes after; null where none was read
     */
    synchronized Instant next(ScheduleId id, @Nullable Schedule seen) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        last = later(now, tickAfter(last));
        Instant next = last;
        if (seen != null) {
            Stamp latest = Stamp.later(seen.definitionStamp(), seen.lifecycle().latest());
            next = later(next, tickAfter(latest.issuedAt()));
        }
        Instant given = ahead.remove(id);
        if (given != null) {
            next = later(next, tickAfter(given));
        }
        if (next.isAfter(last)) {
            ahead.put(id, next);
            forgetOldest();
        }
        return next;
    }

    private void forgetOldest() {
        if (ahead.size() > MAX_AHEAD) {
            ahead.remove(ahead.keySet().iterator().next());
        }
    }

    private static Instant tickAfter(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS).plus(1, ChronoUnit.MICROS);
    }

    private static Instant later(Instant a, Instant b) {
        return a.isBefore(b) ? b : a;
    }
}
