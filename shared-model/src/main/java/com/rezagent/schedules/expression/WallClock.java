package com.rezagent.schedules.expression;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import org.jspecify.annotations.Nullable;

/**
 * Searches for local times of one timezone. Walks from one change of the UTC offset to the next, so that a local time
 * in a gap is never found, and one that occurs twice is found at its first occurrence. Handles changes of any size and
 * at any distance from each other.
 *
 * <p>Times are whole seconds since 1970-01-01T00:00: real seconds in UTC, local seconds in the timezone.
 */
final class WallClock {
    /** Returned if there is no such time. */
    static final long NEVER = Long.MAX_VALUE;

    /** The largest offset that {@link ZoneOffset} supports. */
    private static final long LARGEST_OFFSET = ZoneOffset.MAX.getTotalSeconds();

    /** Two real times with the same local time are at most this far apart. */
    private static final long REPEATS_WITHIN = 2 * LARGEST_OFFSET;

    private static final long EARLIEST = LocalDateTime.of(0, 1, 1, 0, 0).toEpochSecond(ZoneOffset.MAX);
    private static final long LATEST =
            LocalDateTime.of(9999, 12, 31, 23, 59, 59).toEpochSecond(ZoneOffset.MIN);

    private final ZoneRules rules;

    WallClock(ZoneRules rules) {
        this.rules = rules;
    }

    /** The local times to search for, within the years 0-9999. */
    @FunctionalInterface
    interface LocalTimes {
        /** Returns the first of them at or after a local second; {@link #NEVER} if there is none. */
        long next(long localSecond);
    }

    /** Returns the first real second, at or after {@code from}, of the first occurrence of one of the times; else never. */
    long next(LocalTimes times, long from) {
        if (from > LATEST) {
            return NEVER;
        }
        long cursor = Math.max(from, EARLIEST);
        while (true) {
            ZoneOffsetTransition change = firstChangeAfter(cursor - REPEATS_WITHIN);
            boolean isUnambiguous = change == null || change.toEpochSecond() > cursor;
            if (!isUnambiguous) {
                change = firstChangeAfter(cursor);
            }
            int offset = (change == null ? offsetAt(cursor) : change.getOffsetBefore()).getTotalSeconds();
            long end = change == null ? NEVER : change.toEpochSecond();
            long local = times.next(cursor + offset);
            while (local != NEVER && local - offset < end) {
                // Without a recent change of the offset no local time occurs again.
                long repeatedUntil = isUnambiguous ? local : endOfEarlierOccurrence(local, local - offset);
                if (repeatedUntil <= local) {
                    return local - offset;
                }
                local = times.next(repeatedUntil);
            }
            if (end < cursor + REPEATS_WITHIN) {
                // The change may lead to earlier local times, which a gap had skipped before.
                cursor = end;
            } else if (local == NEVER) {
                return NEVER;
            } else {
                cursor = Math.max(end, local - LARGEST_OFFSET);
            }
        }
    }

    private ZoneOffset offsetAt(long second) {
        return rules.getOffset(Instant.ofEpochSecond(second));
    }

    private @Nullable ZoneOffsetTransition firstChangeAfter(long second) {
        return rules.nextTransition(Instant.ofEpochSecond(second));
    }

    /**
     * Returns the end of the range of local times that contains a local second and occurred before a real second; the
     * local second itself if there is no such range.
     */
    private long endOfEarlierOccurrence(long local, long second) {
        ZoneOffsetTransition end = startOfOffset(second);
        while (end != null && second - end.toEpochSecond() < REPEATS_WITHIN) {
            int offset = end.getOffsetBefore().getTotalSeconds();
            long localEnd = end.toEpochSecond() + offset;
            ZoneOffsetTransition start = startOfOffset(end.toEpochSecond() - 1);
            if (local < localEnd && (start == null || start.toEpochSecond() + offset <= local)) {
                return localEnd;
            }
            end = start;
        }
        return local;
    }

    /** Returns the transition at which the offset of a second began; null if there is none. */
    private @Nullable ZoneOffsetTransition startOfOffset(long second) {
        return rules.previousTransition(Instant.ofEpochSecond(second + 1));
    }
}
