package com.rezagent.schedules.webapi.schedule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionQuery;
import com.rezagent.schedules.execution.ShownOutcome;
import com.rezagent.schedules.expression.ExpressionDescription;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.store.FiringRecords;
import com.rezagent.schedules.webapi.execution.ExecutionJson;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.ListBody;
import com.rezagent.schedules.webapi.http.Query;
import com.rezagent.schedules.webapi.http.RangeParameters;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Handles the reads of one schedule and of its executions. Expired records are never shown. */
final class ReadSchedules {
    static final Set<String> READ_PARAMETERS = Set.of("include");
    static final Set<String> EXECUTIONS_PARAMETERS = RangeParameters.and("outcome");

    private static final String OUTCOMES =
            "in_progress, published, skipped, failed, missed, waiting, retrying, succeeded, timed_out or cancelled";
    private static final String DESCRIPTION = "expression_description";

    private final ExecutionHistory executions;
    private final VisibleSchedules visibleSchedules;
    private final Clock clock;

    ReadSchedules(ExecutionHistory executions, VisibleSchedules visibleSchedules, Clock clock) {
        this.executions = executions;
        this.visibleSchedules = visibleSchedules;
        this.clock = clock;
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
        Query query = call.query();
        ShownOutcome outcome = query.choice("outcome", ShownOutcome::of, OUTCOMES);
        RangeParameters range = RangeParameters.read(query);
        query.throwIfAny();
        Schedule schedule = visibleSchedules.require(call);
        Page<Execution> page = executions.list(
                new ExecutionQuery(schedule.id(), outcome, range.from(), range.to(), range.limit(), range.nextToken()));
        Instant now = clock.instant();
        ListBody body = new ListBody();
        page.items().stream()
                .filter(it -> now.isBefore(it.expiresAt()))
                .map(ExecutionJson::of)
                .forEach(body::add);
        return body.response("executions", page.nextToken());
    }
}
