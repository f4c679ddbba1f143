package com.rezagent.schedules.schedule;

import com.rezagent.schedules.record.PageToken;
import com.rezagent.schedules.record.ResourceName;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A query for a page of schedules.
 *
 * @param filter which schedules, and in which order
 * @param limit the maximum number of schedules, 1-1,000
 * @param nextToken from the previous page; null for the first page
 * @param statusAt when the status is to be judged, as pauses may have ended since it was stored; null for the status as
 *     stored
 * @param content whether the summaries have payload and arguments
 */
public record ScheduleQuery(
        ScheduleFilter filter,
        int limit,
        @Nullable String nextToken,
        @Nullable Instant statusAt,
        Content content) {
    public static final int MAX_LIMIT = 1_000;

    /** What the summaries of a page have. */
    public enum Content {
        OMITTED,
        INCLUDED
    }

    public ScheduleQuery {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit must be 1-" + MAX_LIMIT);
        }
    }

    /** Creates a query for schedules of all groups. */
    public ScheduleQuery(@Nullable Status status, @Nullable String createdBy, int limit, @Nullable String nextToken) {
        this(ScheduleFilter.newestFirst(status, createdBy), limit, nextToken, null, Content.OMITTED);
    }

    /** Creates a query for schedules of a group or, if that is null, of all groups. */
    public ScheduleQuery(
            @Nullable ResourceName group,
            @Nullable Status status,
            @Nullable String createdBy,
            int limit,
            @Nullable String nextToken,
            @Nullable Instant statusAt) {
        this(
                new ScheduleFilter(List.of(), group, status, createdBy, null, Labels.NONE),
                limit,
                nextToken,
                statusAt,
                Content.OMITTED);
    }

    /** Returns a query for the first schedules in a group that are not deleted. */
    public static ScheduleQuery ofGroup(ResourceName group, int limit) {
        return new ScheduleQuery(group, null, null, limit, null, null);
    }

    public @Nullable ResourceName group() {
        return filter.group();
    }

    public @Nullable Status status() {
        return filter.status();
    }

    public @Nullable String createdBy() {
        return filter.createdBy();
    }

    public boolean hasContent() {
        return content == Content.INCLUDED;
    }

    /** Returns whether a schedule belongs to the list; a deleted one only if the query asks for it. */
    public boolean matches(ScheduleSummary schedule) {
        return filter.matchesApartFromStatus(schedule) && (filter.isById() || matchesStatus(schedule));
    }

    private boolean matchesStatus(ScheduleSummary schedule) {
        Status wanted = filter.status();
        Status actual = statusAt == null ? schedule.listedStatus() : schedule.status(statusAt);
        return wanted == null ? actual != Status.DELETED : actual == wanted;
    }

    /** Returns the stored statuses among which the schedules are; see {@link ScheduleSummary#listedStatus}. */
    public List<Status> listedStatuses() {
        Status status = filter.status();
        if (status == null) {
            return Arrays.stream(Status.values())
                    .filter(it -> it != Status.DELETED)
                    .toList();
        }
        boolean mayBeListedAsPaused = statusAt != null && (status == Status.ACTIVE || status == Status.PENDING);
        return mayBeListedAsPaused ? List.of(status, Status.PAUSED) : List.of(status);
    }

    /** Returns the query for what follows a position. */
    public ScheduleQuery after(@Nullable String token) {
        return new ScheduleQuery(filter, limit, token, statusAt, content);
    }

    /**
     * Returns the position after which the page begins; empty for the first page.
     *
     * @throws com.rezagent.schedules.error.RefusedException {@code invalid_request} if the token does not belong to a list
     *     with this filter
     */
    public Optional<String> position() {
        return PageToken.read(filter.text(), nextToken, filter::isPosition);
    }

    /** Returns the token of the page that begins after a position. */
    public String tokenAfter(String position) {
        return PageToken.write(filter.text(), position);
    }

    /** Returns the token of the page that begins after a schedule. */
    public String tokenAfter(ScheduleSummary last) {
        return tokenAfter(filter.position(last));
    }
}
