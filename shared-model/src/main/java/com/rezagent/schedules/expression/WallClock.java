package com.rezagent.schedules.expression;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import org.jspecify.annotations.Nullable;

/**
 * What clocks on the wall of one timezone show, and when. Walks the real time line from one change of offset to the next,
 * so that a local time inside a gap is never met, and one that is shown twice is met in its first pass, whatever the size
 * of the change and however close the next one is.
 *
 * <p>Times are whole seconds since 1970-01-01T00:00, real ones in UTC and local ones on the wall clock.
 */
final class WallClock {
    /** No such time. */
    static final long NEVER = Long.MAX_VALUE;

    /** No offset is larger, see {@link ZoneOffset}. */
    private static final long LARGEST_OFFSET = ZoneOffset.MAX.getTotalSeconds();

    /** Real times further apart than this never show the same local time. */
    private static final long REPEATS_WITHIN = 2 * LARGEST_OFFSET;

    private static final long EARLIEST = LocalDateTime.of(0, 1, 1, 0, 0).toEpochSecond(ZoneOffset.MAX);
    private static final long LATEST =
            LocalDateTime.of(9999, 12, 31, 23, 59, 59).toEpochSecond(ZoneOffset.MIN);

    private final ZoneRules rules;

    WallClock(ZoneRules rules) {
        this.rules = rules;
    }

    /** The local times, within the years 0-9999, that something waits for. */
    @FunctionalInterface
    interface LocalTimes {
        /** The first of them that is not before a local second; {@link #NEVER} if none is left. */
        long next(long localSecond);
    }

    /** The first real second, not before {@code from}, that shows one of the times in its first pass; else never. */
    long next(LocalTimes times, long from) {
        if (from > LATEST) {
            return NEVER;
        }
        long cursor = Math.max(from, EARLIEST);
        while (true) {
            ZoneOffsetTransition change = firstChangeAfter(cursor - REPEATS_WITHIN);
            boolean isSettled = change == null || change.toEpochSecond() > cursor;
            if (!isSettled) {
                change = firstChangeAfter(cursor);
            }
            int offset = (change == null ? offsetAt(cursor) : change.getOffsetBefore()).getTotalSeconds();
            long end = change == null ? NEVER : change.toEpochSecond();
            long local = times.next(cursor + offset);
            while (local != NEVER && local - offset < end) {
                // Clocks that were not changed for long show nothing again.
                long shownUntil = isSettled ? local : shownBefore(local, local - offset);
                if (shownUntil <= local) {
                    return local - offset;
                }
                local = times.next(shownUntil);
            }
            if (end < cursor + REPEATS_WITHIN) {
                // Clocks may go back to before this local time, to times that a gap had left out.
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
     * Where the stretch of local time ends that was shown before a real second and holds a local one; not after that
     * local one if there is none.
     */
    private long shownBefore(long local, long second) {
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

    /** The transition that began the offset which holds at a second. */
    private @Nullable ZoneOffsetTransition startOfOffset(long second) {
        return rules.previousTransition(Instant.ofEpochSecond(second + 1));
    }
}
