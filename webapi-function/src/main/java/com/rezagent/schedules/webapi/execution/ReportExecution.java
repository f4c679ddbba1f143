package com.rezagent.schedules.webapi.execution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionDecider;
import com.rezagent.schedules.execution.ExecutionDecision;
import com.rezagent.schedules.execution.ExecutionEvent;
import com.rezagent.schedules.execution.Report;
import com.rezagent.schedules.execution.ReportReader;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.webapi.command.Polling;
import com.rezagent.schedules.webapi.command.PreferredWait;
import com.rezagent.schedules.webapi.command.Sleeper;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.JsonBody;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.time.Clock;
import java.util.Optional;

/**
 * Handles {@code POST /api/executions/{execution_id}/report}: publishes the report to the reports topic, where the scheduler
 * function decides about it, and waits until it is recorded. A report that is recorded already is not published again.
 */
final class ReportExecution {
    private final VisibleExecutions visible;
    private final ReportPublisher publisher;
    private final Sleeper sleeper;
    private final Clock clock;
    private final Log log;

    ReportExecution(VisibleExecutions visible, ReportPublisher publisher, Sleeper sleeper, Clock clock, Log log) {
        this.visible = visible;
        this.publisher = publisher;
        this.sleeper = sleeper;
        this.clock = clock;
        this.log = log;
    }

    HttpResponse report(RequestContext call) {
        ObjectNode body = JsonBody.read(call.request());
        ReportReader.body(body);
        Execution seen = visible.require(call);
        ObjectNode message = message(body, seen);
        Report report = ReportReader.body(message.deepCopy().without("execution_id"));
        ExecutionDecision decision = decide(seen, report);
        if (decision.written().isEmpty()) {
            return response(200, seen, decision);
        }
        publisher.publish(message, call);
        Optional<Execution> recorded = PreferredWait.await(
                call,
                sleeper,
                sleeper.elapsed(),
                budget -> new Polling(sleeper).await(budget, () -> read(seen).filter(it -> isRecorded(it, report))));
        return PreferredWait.applied(call, response(recorded.isPresent() ? 200 : 202, recorded.orElse(seen), decision));
    }

    /** Returns the report as it is published. Without an attempt it is about the last one there is now. */
    private static ObjectNode message(ObjectNode body, Execution seen) {
        ObjectNode message = body.deepCopy().put("execution_id", seen.key().executionId());
        if (!message.hasNonNull("attempt") && seen.attempt() > 0) {
            message.put("attempt", seen.attempt());
        }
        return message;
    }

    private boolean isRecorded(Execution execution, Report report) {
        return decide(execution, report).written().isEmpty();
    }

    /** No run policy is asked: it decides about what follows from a report, not whether the report is recorded. */
    private ExecutionDecision decide(Execution execution, Report report) {
        return ExecutionDecider.decide(execution, null, new ExecutionEvent.Reported(report), clock.instant());
    }

    /** A failed read does not fail the request, because the report is already published. */
    private Optional<Execution> read(Execution seen) {
        try {
            return visible.find(seen.key());
        } catch (TransientException e) {
            log.warn(
                    "record_not_read",
                    Log.field("execution_id", seen.key().executionId()),
                    Log.field("reason", e.reason()));
            return Optional.empty();
        }
    }

    private static HttpResponse response(int status, Execution execution, ExecutionDecision decision) {
        ObjectNode json = ExecutionJson.full(execution);
        warning(decision).ifPresent(json.withArray("warnings")::add);
        return HttpResponse.json(status, json).withEntityTag(ExecutionResource.tag(execution));
    }

    private static Optional<String> warning(ExecutionDecision decision) {
        return switch (decision.result()) {
            case CONTRADICTION ->
                Optional.of(
                        "The report contradicts an earlier one. A success counts, else the earlier report; both are kept");
            case LATE -> Optional.of("The attempt had ended before the report came; it is kept in events only");
            case UNKNOWN_ATTEMPT ->
                Optional.of("There is no such attempt, the last one is "
                        + decision.before().attempt() + "; the report is kept in events only");
            default -> Optional.empty();
        };
    }
}
