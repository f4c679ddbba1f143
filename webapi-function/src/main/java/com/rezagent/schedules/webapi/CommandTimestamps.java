package com.rezagent.schedules.webapi;

import com.rezagent.schedules.record.Stamp;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Generates the time of issue of each command, in microseconds. No two times from one process are equal, even if the
 * clock stops or goes back. A command's time is later than every stamp seen on its schedule's record and than every
 * time generated for that schedule before, but a publisher's fast clock on one record does not shift the times of other
 * schedules. Thread-safe.
 */
final class CommandTimestamps {
    /** Maximum number of schedules remembered whose last time is ahead of the clock. */
    private static final int MAX_AHEAD = 10_000;

    private final Clock clock;
    private final Map<ScheduleId, Instant> ahead = new LinkedHashMap<>();
    private Instant last = Instant.EPOCH;

    CommandTimestamps(Clock clock) {
        this.clock = clock;
    }

    /**
     * Returns the time of a command.
     *
     * @param id the schedule that the command is about
     * @param seen the record that the sender was shown; the command is later than its stamps. Null if none was read
     */
    synchronized Instant next(ScheduleId id, @Nullable Schedule seen) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        last = later(now, tickAfter(last));
        Instant next = last;
        if (seen != null) {
            Stamp latest = Stamp.later(seen.definitionStamp(), seen.lifecycle().latest());
            next = later(next, tickAfter(latest.issuedAt()));
        }
        Instant previous = ahead.remove(id);
        if (previous != null) {
            next = later(next, tickAfter(previous));
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
