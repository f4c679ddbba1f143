package com.rezagent.schedules.schedule;

import org.jspecify.annotations.Nullable;

/**
 * Which schedules a list shows, newest first.
 *
 * @param status null for all but deleted ones
 * @param createdBy null for anybody's
 * @param limit 1-100
 * @param nextToken where the page before this one ended, as it said; null for the first
 */
public record ScheduleQuery(
        @Nullable Status status,
        @Nullable String createdBy,
        int limit,
        @Nullable String nextToken) {
    public static final int MAX_LIMIT = 100;
    public static final int DEFAULT_LIMIT = 50;

    public ScheduleQuery {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit is 1-100");
        }
    }
}
