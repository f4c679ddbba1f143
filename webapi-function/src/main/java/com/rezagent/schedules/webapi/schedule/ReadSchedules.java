package com.rezagent.schedules.webapi.schedule;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.expression.ExpressionDescription;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.plan.GroupGate;
import com.rezagent.schedules.plan.Surroundings;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.record.Requester;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.store.FiringRecords;
import com.rezagent.schedules.store.Stores;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.Query;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Handles the reads: the list, one schedule, and its executions. Expired records are never shown. */
final class ReadSchedules {
    static final Set<String> LIST_PARAMETERS = Set.of("name", "group", "status", "created_by", "limit", "next_token");
    static final Set<String> READ_PARAMETERS = Set.of("include");
    static final Set<String> EXECUTIONS_PARAMETERS = Set.of("limit", "next_token");

    private static final String NAME = "name";
    private static final String GROUP = "group";
    private static final String CREATED_BY = "created_by";
    private static final String COMBINATIONS =
            "send name with or without limit, status and created_by with or without limit"
                    + " and next_token, or group and status with or without limit and next_token";
    private static final String DESCRIPTION = "expression_description";

    private final Stores stores;
    private final VisibleSchedules visibleSchedules;
    private final Clock clock;

    ReadSchedules(Stores stores, VisibleSchedules visibleSchedules, Clock clock) {
        this.stores = stores;
        this.visibleSchedules = visibleSchedules;
        this.clock = clock;
    }

    HttpResponse list(RequestContext call) {
        Query query = call.query();
        if (query.has(NAME)) {
            return named(query);
        }
        Status status = query.choice("status", Status::of, "pending, active, paused, failed, completed or deleted");
        String createdBy = query.text(
                CREATED_BY, Requester::isValid, "is not a valid identity; send created_by as a response shows it");
        int limit = limit(query);
        String nextToken = query.text("next_token");
        String groupName = query.text(GROUP);
        if (groupName != null && createdBy != null) {
            query.addError(CREATED_BY, "can't be combined with group; " + COMBINATIONS);
        }
        query.throwIfAny();
        ResourceName group = groupName == null ? null : ResourceName.parseGroup(groupName);
        Instant now = clock.instant();
        Page<ScheduleSummary> page =
                stores.schedules().list(new ScheduleQuery(group, status, createdBy, limit, nextToken, now));
        if (group != null && nextToken == null && page.items().isEmpty()) {
            requireGroup(group);
        }
        List<ScheduleSummary> visible = page.items().stream()
                .filter(it -> it.expiresAt() == null || now.isBefore(it.expiresAt()))
                .toList();
        Map<ResourceName, GroupGate> gates = gatesOf(visible);
        ArrayNode schedules = Json.array();
        for (ScheduleSummary summary : visible) {
            GroupGate gate = gates.getOrDefault(summary.group(), GroupGate.withoutRecord(summary.group()));
            schedules.add(ScheduleRepresentation.summary(summary, new Surroundings(gate), now));
        }
        return page("schedules", schedules, page);
    }

    private Map<ResourceName, GroupGate> gatesOf(List<ScheduleSummary> schedules) {
        Set<ResourceName> groups =
                schedules.stream().map(ScheduleSummary::group).collect(Collectors.toCollection(TreeSet::new));
        return groups.isEmpty() ? Map.of() : stores.groups().gates(groups);
    }

    /** A group that does not exist may still have members, so only an empty list is an error. */
    private void requireGroup(ResourceName group) {
        if (stores.groups().findExisting(group).isEmpty()) {
            throw new RefusedException(
                    ErrorCode.GROUP_NOT_FOUND,
                    "There is no such group",
                    "group: " + group + " does not exist; GET /api/groups lists the groups");
        }
    }

    /** Returns the schedule with exactly this name, deleted or not: a list of at most one. */
    private HttpResponse named(Query query) {
        for (String other : List.of(GROUP, "status", CREATED_BY, "next_token")) {
            if (query.has(other)) {
                query.addError(other, "can't be combined with name, which finds at most one schedule; " + COMBINATIONS);
            }
        }
        limit(query);
        ScheduleName name = query.choice(NAME, ScheduleName::tryParse, "1 to 100 printable characters");
        query.throwIfAny();
        Instant now = clock.instant();
        ArrayNode schedules = Json.array();
        Optional.ofNullable(name)
                .flatMap(it -> visibleSchedules.findWithSurroundings(it.id()))
                .map(it -> ScheduleRepresentation.summary(ScheduleSummary.of(it.schedule()), it.surroundings(), now))
                .ifPresent(schedules::add);
        return page("schedules", schedules, new Page<>(List.of(), null));
    }

    HttpResponse read(RequestContext call) {
        String include =
                call.query().choice("include", word -> Optional.of(word).filter(DESCRIPTION::equals), DESCRIPTION);
        call.query().throwIfAny();
        FiringRecords.Found found = visibleSchedules.requireWithSurroundings(call);
        Schedule schedule = found.schedule();
        ObjectNode json = ScheduleRepresentation.full(schedule, found.surroundings(), clock.instant());
        if (include != null) {
            json.put(
                    DESCRIPTION,
                    ExpressionDescription.describe(schedule.requireDefinition().expression()));
        }
        return HttpResponse.json(200, json).withEntityTag(schedule.entityTag());
    }

    HttpResponse executions(RequestContext call) {
        int limit = limit(call.query());
        String nextToken = call.query().text("next_token");
        call.query().throwIfAny();
        Schedule schedule = visibleSchedules.require(call);
        Page<Execution> page = stores.executions().list(schedule.id(), limit, nextToken);
        Instant now = clock.instant();
        ArrayNode executions = Json.array();
        for (Execution execution : page.items()) {
            if (now.isBefore(execution.expiresAt())) {
                executions.add(ExecutionJson.of(execution));
            }
        }
        return page("executions", executions, page);
    }

    private static int limit(Query query) {
        return query.wholeNumber("limit", 1, ScheduleQuery.MAX_LIMIT, ScheduleQuery.DEFAULT_LIMIT);
    }

    private static HttpResponse page(String name, ArrayNode items, Page<?> page) {
        ObjectNode json = Json.object();
        json.set(name, items);
        json.put("next_token", page.nextToken());
        return HttpResponse.json(200, json);
    }
}
