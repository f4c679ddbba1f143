package com.rezagent.schedules.schedule;

import org.jspecify.annotations.Nullable;

/**
 * A query for a page of schedules, newest first.
 *
 * @param status null for all but deleted schedules
 * @param createdBy null for schedules of all creators
 * @param limit the maximum number of schedules, 1-100
 * @param nextToken from the previous page; null for the first page
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
            throw new IllegalArgumentException("limit must be 1-100");
        }
    }
}
