package com.rezagent.schedules.webapi.timeline;

import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.Labels;
import com.rezagent.schedules.schedule.ScheduleFilter;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.webapi.http.Query;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of {@code GET /api/timeline}.
 *
 * @param from the earliest scheduled time, included
 * @param to the end of the scheduled times, excluded
 * @param limit the maximum number of items with {@link Resolution#FIRING}
 */
record TimelineQuery(
        ScheduleFilter schedules,
        Instant from,
        Instant to,
        Resolution resolution,
        int limit,
        @Nullable String nextToken) {
    private static final String FROM = "from";
    private static final String TO = "to";
    private static final String GROUP = "group";
    private static final String IDS = "schedule_ids";
    private static final String RESOLUTION = "resolution";
    private static final String LIMIT = "limit";
    private static final String NEXT_TOKEN = "next_token";

    static final Set<String> PARAMETERS = Set.of(FROM, TO, GROUP, IDS, RESOLUTION, LIMIT, NEXT_TOKEN);

    private static final int MAX_IDS = 100;
    private static final int MAX_LIMIT = 1_000;
    private static final Duration LONGEST = Duration.ofDays(45);

    /** What an item is about. */
    enum Resolution {
        FIRING(Duration.ZERO),
        HOUR(Duration.ofHours(1)),
        DAY(Duration.ofDays(1));

        private final Duration length;

        Resolution(Duration length) {
            this.length = length;
        }

        /** Returns the length of a range that items count; zero if each item is a firing. */
        Duration length() {
            return length;
        }

        static Optional<Resolution> of(String text) {
            return switch (text) {
                case "firing" -> Optional.of(FIRING);
                case "hour" -> Optional.of(HOUR);
                case "day" -> Optional.of(DAY);
                default -> Optional.empty();
            };
        }
    }

    /**
     * Reads the parameters.
     *
     * @throws com.rezagent.schedules.error.RefusedException {@code invalid_request} with all errors, or {@code invalid_group}
     */
    static TimelineQuery read(Query query) {
        Instant from = required(query, FROM);
        Instant to = required(query, TO);
        if (from != null && to != null && (!from.isBefore(to) || to.isAfter(from.plus(LONGEST)))) {
            query.addError(TO, "must be after from, by at most " + LONGEST.toDays() + " days");
        }
        Resolution resolution = query.choice(RESOLUTION, Resolution::of, "firing, hour or day");
        boolean isCounted = resolution != null && resolution != Resolution.FIRING;
        if (isCounted && query.has(LIMIT)) {
            query.addError(LIMIT, "is only allowed with resolution=firing; remove it");
        }
        int limit = query.wholeNumber(LIMIT, 1, MAX_LIMIT, Page.DEFAULT_LIMIT);
        String nextToken = query.text(NEXT_TOKEN);
        String group = query.text(GROUP);
        List<ScheduleId> ids = ids(query);
        if (query.has(GROUP) == query.has(IDS)) {
            query.addError(GROUP, "send either group or schedule_ids");
        }
        query.throwIfAny();
        return new TimelineQuery(
                group == null
                        ? ScheduleFilter.withIds(ids)
                        : ScheduleFilter.inGroup(ResourceName.parseGroup(group), null, null, Labels.NONE),
                Objects.requireNonNull(from),
                Objects.requireNonNull(to),
                resolution == null ? Resolution.FIRING : resolution,
                limit,
                nextToken);
    }

    private static @Nullable Instant required(Query query, String name) {
        if (!query.has(name)) {
            query.addError(name, "is required; send an RFC 3339 time in whole seconds");
        }
        return query.wholeSecond(name);
    }

    private static List<ScheduleId> ids(Query query) {
        List<ScheduleId> ids = new ArrayList<>();
        for (String text : query.list(IDS, MAX_IDS)) {
            Optional<ScheduleId> id = ScheduleId.tryParse(text);
            if (id.isEmpty()) {
                query.addError(IDS, "must be ids separated by commas; an id looks like sched_…");
                return List.of();
            }
            ids.add(id.get());
        }
        return ids;
    }

    /** Returns a text that only a query for the same list has. */
    String text() {
        return "timeline " + from + " " + to + " " + resolution + "\n" + schedules.group() + "\n" + schedules.ids();
    }
}
