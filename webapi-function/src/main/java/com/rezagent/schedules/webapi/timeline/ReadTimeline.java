package com.rezagent.schedules.webapi.timeline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.expression.RateExpression;
import com.rezagent.schedules.group.GroupDecider;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.plan.FiringRow;
import com.rezagent.schedules.plan.GroupGate;
import com.rezagent.schedules.plan.Surroundings;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.record.PageToken;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.record.SortKey;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleQuery.Content;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.store.Stores;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Handles {@code GET /api/timeline}: the firings of several schedules in a range of time, oldest first; those that ran with
 * their outcome, those to come with whether they will run. Manual executions are not part of it.
 */
final class ReadTimeline {
    /** More members are only counted. */
    private static final int MAX_MEMBERS = 1_000;

    /** A page of counts ends after the schedule with which it has counted as many firings. */
    private static final int FIRINGS_PER_PAGE = 100_000;

    private final Stores stores;
    private final Clock clock;

    ReadTimeline(Stores stores, Clock clock) {
        this.stores = stores;
        this.clock = clock;
    }

    HttpResponse read(RequestContext call) {
        TimelineQuery query = TimelineQuery.read(call.query());
        Instant now = clock.instant();
        return query.resolution() == TimelineQuery.Resolution.FIRING ? firings(query, now) : counts(query, now);
    }

    private HttpResponse firings(TimelineQuery query, Instant now) {
        String after = PageToken.read(query.text(), query.nextToken(), it -> isPosition(query, it))
                .orElse("");
        Instant from = SortKey.tryParse(after).map(SortKey::time).orElse(query.from());
        List<ScheduleSummary> schedules = members(query, now);
        List<ScheduleFirings> members = firingsOf(schedules, now);
        Instant to = endOfPage(members, from, query);
        List<TimelineItem> items = members.stream()
                .flatMap(it -> it.between(from, to).stream())
                .filter(it -> it.position().compareTo(after) > 0)
                .sorted(Comparator.comparing(TimelineItem::position))
                .limit(query.limit() + 1L)
                .collect(Collectors.toCollection(ArrayList::new));
        String end = to.isBefore(query.to()) ? SortKey.text(to) : null;
        if (items.size() > query.limit()) {
            items.remove(query.limit());
            end = items.get(query.limit() - 1).position();
        }
        ObjectNode json = Json.object();
        ArrayNode array = json.putArray("items");
        items.forEach(it -> array.add(it.json()));
        addClockChanges(json, schedules, query);
        json.put("next_token", end == null ? null : PageToken.write(query.text(), end));
        return HttpResponse.list(json);
    }

    private static boolean isPosition(TimelineQuery query, String text) {
        return SortKey.tryParse(text)
                .map(SortKey::time)
                .filter(it -> !it.isBefore(query.from()) && it.isBefore(query.to()))
                .isPresent();
    }

    /**
     * Returns the end of the range in which a page has about as many firings as it may have, so that no more executions
     * are read than needed. A page may have fewer.
     */
    private static Instant endOfPage(List<ScheduleFirings> members, Instant from, TimelineQuery query) {
        PriorityQueue<Next> next = new PriorityQueue<>(Comparator.comparing(Next::time));
        members.forEach(it -> Next.add(next, it.planned(from, query.to()).iterator()));
        for (int i = 0; i < query.limit() && !next.isEmpty(); i++) {
            Next.add(next, next.remove().rest());
        }
        return next.isEmpty() ? query.to() : next.remove().time().plusSeconds(1);
    }

    /** The next firing of a schedule, and those after it. */
    private record Next(Instant time, Iterator<FiringRow> rest) {
        static void add(PriorityQueue<Next> queue, Iterator<FiringRow> rows) {
            if (rows.hasNext()) {
                queue.add(new Next(rows.next().firing().at(), rows));
            }
        }
    }

    private HttpResponse counts(TimelineQuery query, Instant now) {
        // The token of the list of schedules, in one that no other range or list accepts. The store checks it.
        String position =
                PageToken.read(query.text(), query.nextToken(), it -> true).orElse(null);
        ScheduleQuery list = list(query, position, now);
        Page<ScheduleSummary> page = stores.schedules().list(list);
        requireGroup(query, page);
        TimelineCounts counts =
                new TimelineCounts(query.from(), query.resolution().length());
        List<ScheduleSummary> counted = new ArrayList<>();
        List<ScheduleFirings> firings = firingsOf(page.items(), now);
        while (counted.size() < firings.size() && counts.total() < FIRINGS_PER_PAGE) {
            counts.add(firings.get(counted.size()).between(query.from(), query.to()));
            counted.add(page.items().get(counted.size()));
        }
        boolean isCut = counted.size() < page.items().size();
        ObjectNode json = Json.object();
        counts.addTo(json.putArray("items"), query.to());
        addClockChanges(json, counted, query);
        String end = isCut ? list.tokenAfter(counted.get(counted.size() - 1)) : page.nextToken();
        json.put("next_token", end == null ? null : PageToken.write(query.text(), end));
        return HttpResponse.list(json);
    }

    /** Returns the schedules of the query. */
    private List<ScheduleSummary> members(TimelineQuery query, Instant now) {
        Page<ScheduleSummary> page = stores.schedules().list(list(query, null, now));
        requireGroup(query, page);
        List<ScheduleSummary> members = new ArrayList<>(page.items());
        while (page.nextToken() != null) {
            page = stores.schedules().list(list(query, page.nextToken(), now));
            members.addAll(page.items());
            if (members.size() > MAX_MEMBERS) {
                throw new RefusedException(
                        ErrorCode.INVALID_REQUEST,
                        "The request is invalid",
                        "group: has more than " + MAX_MEMBERS
                                + " schedules, which can only be counted; send resolution=hour or resolution=day");
            }
        }
        return members;
    }

    private static ScheduleQuery list(TimelineQuery query, @Nullable String nextToken, Instant now) {
        return new ScheduleQuery(query.schedules(), ScheduleQuery.MAX_LIMIT, nextToken, now, Content.OMITTED);
    }

    /** A group that does not exist may still have members, so only an empty list is an error. */
    private void requireGroup(TimelineQuery query, Page<ScheduleSummary> first) {
        ResourceName group = query.schedules().group();
        if (group != null
                && first.items().isEmpty()
                && stores.groups().findExisting(group).isEmpty()) {
            throw GroupDecider.notFound(group);
        }
    }

    private List<ScheduleFirings> firingsOf(List<ScheduleSummary> schedules, Instant now) {
        Set<ResourceName> groups =
                schedules.stream().map(ScheduleSummary::group).collect(Collectors.toCollection(TreeSet::new));
        Map<ResourceName, GroupGate> gates =
                groups.isEmpty() ? Map.of() : stores.groups().gates(groups);
        return schedules.stream()
                .map(it -> new ScheduleFirings(
                        it,
                        new Surroundings(gates.getOrDefault(it.group(), GroupGate.withoutRecord(it.group()))),
                        stores.executions(),
                        now))
                .toList();
    }

    /** Adds when the clocks of the schedules' timezones change; those of rates, which no clock moves, are left out. */
    private static void addClockChanges(ObjectNode json, List<ScheduleSummary> schedules, TimelineQuery query) {
        ArrayNode changes = json.putArray("clock_changes");
        schedules.stream()
                .filter(it -> !(it.timing().expression() instanceof RateExpression))
                .map(it -> it.timing().timezone())
                .distinct()
                .flatMap(it -> changes(it, query).stream())
                .sorted(Comparator.comparing((ClockChange it) -> it.transition.getInstant())
                        .thenComparing(it -> it.timezone.getId()))
                .forEach(it -> changes.addObject()
                        .put("timezone", it.timezone.getId())
                        .put("at", it.transition.getInstant().toString())
                        .put("from_offset", it.transition.getOffsetBefore().getId())
                        .put("to_offset", it.transition.getOffsetAfter().getId()));
    }

    private record ClockChange(ZoneId timezone, ZoneOffsetTransition transition) {}

    private static List<ClockChange> changes(ZoneId timezone, TimelineQuery query) {
        List<ClockChange> changes = new ArrayList<>();
        ZoneOffsetTransition next =
                timezone.getRules().nextTransition(query.from().minusNanos(1));
        while (next != null && next.getInstant().isBefore(query.to())) {
            changes.add(new ClockChange(timezone, next));
            next = timezone.getRules().nextTransition(next.getInstant());
        }
        return changes;
    }
}
