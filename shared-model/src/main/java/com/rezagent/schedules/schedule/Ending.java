package com.rezagent.schedules.schedule;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * When a schedule was over, and until when its record is kept.
 *
 * @param completedAt null unless the schedule is completed
 * @param expiresAt when the store may delete the record; readers treat it as gone from then on; null for never
 */
public record Ending(
        @Nullable Instant completedAt, @Nullable Instant expiresAt) {
    static final Ending NONE = new Ending(null, null);

    static Ending completed(Instant now) {
        return new Ending(now.truncatedTo(ChronoUnit.SECONDS), expiry(now));
    }

    /** Returns a copy for a delete, which starts the time to live again. */
    Ending deleted(Instant now) {
        return new Ending(completedAt, expiry(now));
    }

    private static Instant expiry(Instant now) {
        return now.truncatedTo(ChronoUnit.SECONDS).plus(Schedule.TIME_TO_LIVE);
    }

    /** Returns whether the record's time to live has passed. */
    boolean isExpired(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }
}
