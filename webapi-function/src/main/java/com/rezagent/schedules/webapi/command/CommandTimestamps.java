package com.rezagent.schedules.webapi.command;

import com.rezagent.schedules.record.Stamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Generates the time of issue of each command, in microseconds. No two times from one process are equal, even if the
 * clock stops or goes back. A command's time is later than every stamp seen on its record and than every time generated for
 * that record before, but a publisher's fast clock on one record does not shift the times of others. Thread-safe.
 */
final class CommandTimestamps {
    /** Maximum number of records remembered whose last time is ahead of the clock. */
    private static final int MAX_AHEAD = 10_000;

    private final Clock clock;
    private final Map<String, Instant> ahead = new LinkedHashMap<>();
    private Instant last = Instant.EPOCH;

    CommandTimestamps(Clock clock) {
        this.clock = clock;
    }

    /**
     * Returns the time of a command.
     *
     * @param id what the command is about
     * @param seen the latest stamp of the record that the sender was shown; the command is later. Null if none was read
     */
    synchronized Instant next(String id, @Nullable Stamp seen) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        last = later(now, tickAfter(last));
        Instant next = last;
        if (seen != null) {
            next = later(next, tickAfter(seen.issuedAt()));
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
