package com.rezagent.schedules.schedule;

import com.rezagent.schedules.record.ResourceName;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query for a page of schedules: newest first or, with a group, in the order of their names' UTF-8 bytes.
 *
 * @param group null for schedules of all groups; never with {@code createdBy}
 * @param status null for all but deleted schedules
 * @param createdBy null for schedules of all creators
 * @param limit the maximum number of schedules, 1-100
 * @param nextToken from the previous page; null for the first page
 * @param statusAt when the status is to be judged, as pauses may have ended since it was stored; null for the status as
 *     stored
 */
public record ScheduleQuery(
        @Nullable ResourceName group,
        @Nullable Status status,
        @Nullable String createdBy,
        int limit,
        @Nullable String nextToken,
        @Nullable Instant statusAt) {
    public static final int MAX_LIMIT = 100;
    public static final int DEFAULT_LIMIT = 50;

    /** Creates a query for schedules of all groups. */
    public ScheduleQuery(@Nullable Status status, @Nullable String createdBy, int limit, @Nullable String nextToken) {
        this(null, status, createdBy, limit, nextToken, null);
    }

    /** Returns a query for the first schedules in a group that are not deleted. */
    public static ScheduleQuery ofGroup(ResourceName group, int limit) {
        return new ScheduleQuery(group, null, null, limit, null, null);
    }

    /** Returns whether a schedule has the status that the query asks for; deleted ones only if it asks for them. */
    public boolean matchesStatus(ScheduleSummary schedule) {
        Status actual = statusAt == null ? schedule.listedStatus() : schedule.status(statusAt);
        return status == null ? actual != Status.DELETED : actual == status;
    }

    /** Returns the stored statuses among which the schedules are; see {@link ScheduleSummary#listedStatus}. */
    public List<Status> listedStatuses() {
        if (status == null) {
            return Arrays.stream(Status.values())
                    .filter(it -> it != Status.DELETED)
                    .toList();
        }
        boolean mayBeListedAsPaused = statusAt != null && (status == Status.ACTIVE || status == Status.PENDING);
        return mayBeListedAsPaused ? List.of(status, Status.PAUSED) : List.of(status);
    }

    /** Returns the query for what follows a position. */
    public ScheduleQuery after(String token) {
        return new ScheduleQuery(group, status, createdBy, limit, token, statusAt);
    }

    /** Returns what the page tokens of this query are bound to. */
    public String text() {
        return "schedules " + status + " " + createdBy + (group == null ? "" : " in " + group);
    }

    public ScheduleQuery {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit must be 1-100");
        }
        if (group != null && createdBy != null) {
            throw new IllegalArgumentException("There is no list by group and creator");
        }
    }
}
