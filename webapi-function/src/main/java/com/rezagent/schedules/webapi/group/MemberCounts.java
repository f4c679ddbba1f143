package com.rezagent.schedules.webapi.group;

import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.schedule.Status;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Counts the members of a group. */
final class MemberCounts {
    /** Above it members are not counted, because each page is a query. */
    static final int MAX_COUNTED = 1_000;

    private final ScheduleStore schedules;

    MemberCounts(ScheduleStore schedules) {
        this.schedules = schedules;
    }

    /**
     * Returns the number of members in each status but deleted, judged at this time; empty if there are more than
     * {@value #MAX_COUNTED}.
     */
    Optional<Map<Status, Integer>> of(ResourceName group, Instant now) {
        Map<Status, Integer> counts = new EnumMap<>(Status.class);
        for (Status status : Status.values()) {
            if (status != Status.DELETED) {
                counts.put(status, 0);
            }
        }
        ScheduleQuery query = ScheduleQuery.ofGroup(group, Page.MAX_LIMIT);
        for (int pages = 1; ; pages++) {
            Page<ScheduleSummary> page = schedules.list(query);
            for (ScheduleSummary member : page.items()) {
                Instant expiresAt = member.expiresAt();
                if (expiresAt == null || now.isBefore(expiresAt)) {
                    counts.computeIfPresent(member.status(now), (status, count) -> count + 1);
                }
            }
            if (page.nextToken() == null) {
                return Optional.of(counts);
            }
            if (pages * Page.MAX_LIMIT >= MAX_COUNTED) {
                return Optional.empty();
            }
            query = query.after(page.nextToken());
        }
    }
}
