package com.rezagent.schedules.webapi.schedule;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.expression.ExpressionDescription;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.record.Requester;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.Query;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Handles the reads: the list, one schedule, and its executions. Expired records are never shown. */
final class ReadSchedules {
    static final Set<String> LIST_PARAMETERS = Set.of("name", "status", "created_by", "limit", "next_token");
    static final Set<String> READ_PARAMETERS = Set.of("include");
    static final Set<String> EXECUTIONS_PARAMETERS = Set.of("limit", "next_token");

    private static final String NAME = "name";
    private static final String DESCRIPTION = "expression_description";

    private final ScheduleStore store;
    private final ExecutionHistory history;
    private final VisibleSchedules visibleSchedules;
    private final Clock clock;

    ReadSchedules(ScheduleStore store, ExecutionHistory history, VisibleSchedules visibleSchedules, Clock clock) {
        this.store = store;
        this.history = history;
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
                "created_by", Requester::isValid, "is not a valid identity; send created_by as a response shows it");
        int limit = limit(query);
        String nextToken = query.text("next_token");
        query.throwIfAny();
        Page<ScheduleSummary> page = store.list(new ScheduleQuery(status, createdBy, limit, nextToken));
        Instant now = clock.instant();
        ArrayNode schedules = Json.array();
        for (ScheduleSummary summary : page.items()) {
            Instant expiresAt = summary.expiresAt();
            if (expiresAt == null || now.isBefore(expiresAt)) {
                schedules.add(ScheduleRepresentation.summary(summary, now));
            }
        }
        return page("schedules", schedules, page);
    }

    /** Returns the schedule with exactly this name, deleted or not: a list of at most one. */
    private HttpResponse named(Query query) {
        for (String other : List.of("status", "created_by", "next_token")) {
            if (query.has(other)) {
                query.addError(
                        other,
                        "can't be combined with name, which finds at most one schedule; send name with or without"
                                + " limit, or status and created_by with or without limit and next_token");
            }
        }
        limit(query);
        ScheduleName name = query.choice(NAME, ScheduleName::tryParse, "1 to 100 printable characters");
        query.throwIfAny();
        Instant now = clock.instant();
        ArrayNode schedules = Json.array();
        Optional.ofNullable(name)
                .flatMap(it -> visibleSchedules.find(it.id()))
                .ifPresent(it -> schedules.add(ScheduleRepresentation.summary(ScheduleSummary.of(it), now)));
        return page("schedules", schedules, new Page<>(List.of(), null));
    }

    HttpResponse read(RequestContext call) {
        String include =
                call.query().choice("include", word -> Optional.of(word).filter(DESCRIPTION::equals), DESCRIPTION);
        call.query().throwIfAny();
        Schedule schedule = visibleSchedules.require(call);
        ObjectNode json = ScheduleRepresentation.full(schedule, clock.instant());
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
        Page<Execution> page = history.list(schedule.id(), limit, nextToken);
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
