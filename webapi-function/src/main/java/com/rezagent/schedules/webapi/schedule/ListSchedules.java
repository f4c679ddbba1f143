package com.rezagent.schedules.webapi.schedule;

import com.rezagent.schedules.group.GroupDecider;
import com.rezagent.schedules.plan.Surroundings;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.record.Requester;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.Labels;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleFilter;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleQuery.Content;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.store.Stores;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.ListBody;
import com.rezagent.schedules.webapi.http.Query;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Handles {@code GET /api/schedules}: a page of summaries by name, by id, by group, or of all groups. Expired records are
 * never shown.
 */
final class ListSchedules {
    private static final String NAME = "name";
    private static final String IDS = "schedule_ids";
    private static final String GROUP = "group";
    private static final String PREFIX = "name_prefix";
    private static final String LABEL = "label";
    private static final String STATUS = "status";
    private static final String CREATED_BY = "created_by";
    private static final String INCLUDE = "include";
    private static final String NEXT_TOKEN = "next_token";

    static final Set<String> PARAMETERS =
            Set.of(NAME, IDS, GROUP, PREFIX, LABEL, STATUS, CREATED_BY, INCLUDE, "limit", NEXT_TOKEN);

    private static final int MAX_IDS = 100;
    private static final String DEFINITION = "definition";
    private static final String COMBINATIONS =
            "send name; schedule_ids; group with any of name_prefix, label and status; or any of status and created_by; each"
                    + " with or without include and limit and, except with name, next_token";

    private final Stores stores;
    private final VisibleSchedules visibleSchedules;
    private final Clock clock;

    ListSchedules(Stores stores, VisibleSchedules visibleSchedules, Clock clock) {
        this.stores = stores;
        this.visibleSchedules = visibleSchedules;
        this.clock = clock;
    }

    HttpResponse list(RequestContext call) {
        Query query = call.query();
        Content content = content(query);
        int limit = query.wholeNumber("limit", 1, ScheduleQuery.MAX_LIMIT, Page.DEFAULT_LIMIT);
        String nextToken = query.text(NEXT_TOKEN);
        if (query.has(NAME)) {
            refuseOthers(query, NAME, IDS, GROUP, PREFIX, LABEL, STATUS, CREATED_BY, NEXT_TOKEN);
            return named(query, content);
        }
        if (query.has(IDS)) {
            refuseOthers(query, IDS, GROUP, PREFIX, LABEL, STATUS, CREATED_BY);
            List<ScheduleId> ids = ids(query);
            query.throwIfAny();
            return page(ScheduleFilter.withIds(ids), limit, nextToken, content);
        }
        Status status = query.choice(STATUS, Status::of, "pending, active, paused, failed, completed or deleted");
        return query.has(GROUP)
                ? inGroup(query, status, limit, nextToken, content)
                : newestFirst(query, status, limit, nextToken, content);
    }

    private HttpResponse newestFirst(
            Query query, @Nullable Status status, int limit, @Nullable String nextToken, Content content) {
        for (String other : List.of(PREFIX, LABEL)) {
            if (query.has(other)) {
                query.addError(other, "needs group; " + COMBINATIONS);
            }
        }
        String createdBy = query.text(
                CREATED_BY, Requester::isValid, "is not a valid identity; send created_by as a response shows it");
        query.throwIfAny();
        return page(ScheduleFilter.newestFirst(status, createdBy), limit, nextToken, content);
    }

    private HttpResponse inGroup(
            Query query, @Nullable Status status, int limit, @Nullable String nextToken, Content content) {
        refuseOthers(query, GROUP, CREATED_BY);
        String groupName = query.text(GROUP);
        String prefix = query.choice(PREFIX, ScheduleName::tryParsePrefix, "1 to 100 printable characters");
        Labels labels = labels(query);
        query.throwIfAny();
        ResourceName group = ResourceName.parseGroup(groupName == null ? "" : groupName);
        return page(ScheduleFilter.inGroup(group, status, prefix, labels), limit, nextToken, content);
    }

    private static void refuseOthers(Query query, String list, String... others) {
        for (String other : others) {
            if (query.has(other)) {
                query.addError(other, "can't be combined with " + list + "; " + COMBINATIONS);
            }
        }
    }

    private static Content content(Query query) {
        List<String> included = query.list(INCLUDE, 1);
        for (String word : included) {
            if (!word.equals(DEFINITION)) {
                query.addError(INCLUDE, "use " + DEFINITION);
            }
        }
        return included.isEmpty() ? Content.OMITTED : Content.INCLUDED;
    }

    private static List<ScheduleId> ids(Query query) {
        Set<ScheduleId> ids = new LinkedHashSet<>();
        for (String text : query.list(IDS, MAX_IDS)) {
            Optional<ScheduleId> id = ScheduleId.tryParse(text);
            if (id.isEmpty()) {
                query.addError(IDS, "must be ids separated by commas; an id looks like sched_…");
                return List.of();
            }
            ids.add(id.get());
        }
        return List.copyOf(ids);
    }

    private static Labels labels(Query query) {
        List<String> texts = query.texts(LABEL);
        if (texts.size() > ScheduleFilter.MAX_LABELS) {
            query.addError(LABEL, "at most " + ScheduleFilter.MAX_LABELS + " are allowed");
        }
        Map<String, String> labels = new TreeMap<>();
        for (String text : texts) {
            int colon = text.indexOf(':');
            String key = colon < 0 ? "" : text.substring(0, colon);
            String value = text.substring(colon + 1);
            if (!Labels.isKey(key) || !Labels.isValue(value)) {
                query.addError(LABEL, "must be key:value; " + Labels.KEY_RULE + ", " + Labels.VALUE_RULE);
            } else if (!value.equals(labels.getOrDefault(key, value))) {
                query.addError(
                        LABEL, "has two values of " + key + ", and a schedule has at most one; send one of them");
            } else {
                labels.put(key, value);
            }
        }
        return new Labels(labels);
    }

    private HttpResponse page(ScheduleFilter filter, int limit, @Nullable String nextToken, Content content) {
        Instant now = clock.instant();
        ScheduleQuery query = new ScheduleQuery(filter, limit, nextToken, now, content);
        Page<ScheduleSummary> page = stores.schedules().list(query);
        ResourceName group = filter.group();
        if (group != null && nextToken == null && page.items().isEmpty()) {
            requireGroup(group);
        }
        List<ScheduleSummary> visible = page.items().stream()
                .filter(it -> it.expiresAt() == null || now.isBefore(it.expiresAt()))
                .toList();
        Map<ScheduleId, Surroundings> surroundings = stores.firings().ofAll(visible);
        ListBody body = new ListBody();
        ScheduleSummary last = null;
        for (ScheduleSummary summary : visible) {
            boolean isAdded = body.add(ScheduleRepresentation.summary(
                    summary, surroundings.getOrDefault(summary.id(), Surroundings.NONE), now));
            if (!isAdded && last != null) {
                return body.response("schedules", query.tokenAfter(last));
            }
            last = summary;
        }
        return body.response("schedules", page.nextToken());
    }

    /** A group that does not exist may still have members, so only an empty list is an error. */
    private void requireGroup(ResourceName group) {
        if (stores.groups().findExisting(group).isEmpty()) {
            throw GroupDecider.notFoundForList(group);
        }
    }

    /** Returns the schedule with exactly this name, deleted or not: a list of at most one. */
    private HttpResponse named(Query query, Content content) {
        ScheduleName name = query.choice(NAME, ScheduleName::tryParse, "1 to 100 printable characters");
        query.throwIfAny();
        Instant now = clock.instant();
        ListBody body = new ListBody();
        Optional.ofNullable(name)
                .flatMap(it -> visibleSchedules.findWithSurroundings(it.id()))
                .map(it -> ScheduleRepresentation.summary(summary(it.schedule(), content), it.surroundings(), now))
                .ifPresent(body::add);
        return body.response("schedules", null);
    }

    private static ScheduleSummary summary(Schedule schedule, Content content) {
        return content == Content.INCLUDED ? ScheduleSummary.withContent(schedule) : ScheduleSummary.of(schedule);
    }
}
