package com.rezagent.schedules.webapi.execution;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.execution.Acknowledgement;
import com.rezagent.schedules.execution.AttemptJson;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.execution.FailedBy;
import com.rezagent.schedules.execution.Run;
import com.rezagent.schedules.execution.RunEvent;
import com.rezagent.schedules.execution.ShownOutcome;
import com.rezagent.schedules.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON forms of an execution; every key is always present. */
public final class ExecutionJson {
    private ExecutionJson() {}

    /** Returns the form in lists. */
    public static ObjectNode of(Execution execution) {
        boolean wasSeen = execution.outcome() != ExecutionOutcome.MISSED || execution.attempts() > 0;
        ObjectNode json = Json.object();
        json.put("execution_id", execution.key().executionId());
        json.put("schedule_id", execution.key().scheduleId().value());
        json.put("scheduled_time", text(execution.key().scheduledTime()));
        json.put("actual_time", wasSeen ? text(execution.firstSeen()) : null);
        json.put("finished_at", text(execution.endedAt()));
        json.put("outcome", execution.shownOutcome().text());
        json.put("failed_by", execution.failedBy().map(FailedBy::text).orElse(null));
        json.put("attempts", execution.attempts());
        json.put("attempt", execution.attempt());
        json.put("lateness_ms", execution.lateness().map(Duration::toMillis).orElse(null));
        json.put("manual", execution.key().isManual());
        json.put("command_id", execution.key().commandId());
        json.put("message_id", execution.key().messageId(Math.max(1, execution.attempt())));
        json.put("sns_message_id", execution.snsMessageId());
        json.put("error", execution.reason());
        json.put("reason", execution.requestReason());
        json.put("skip_code", execution.skipCode().orElse(null));
        execution.overridden().forEach(json.putArray("overridden")::add);
        return json;
    }

    /** Returns the form of a single execution: as in lists, with its attempts and what is to come. */
    static ObjectNode full(Execution execution) {
        Run run = execution.run();
        boolean isRetrying = execution.shownOutcome() == ShownOutcome.RETRYING;
        ObjectNode json = of(execution);
        json.put("report_by", run == null ? null : text(run.reportBy()));
        json.put("next_attempt_at", run == null || !isRetrying ? null : text(run.due()));
        json.set("attempt_history", AttemptJson.rows(execution));
        json.set("events", events(run == null ? List.of() : run.events()));
        json.set("acknowledgement", acknowledgement(run == null ? null : run.acknowledged()));
        json.putArray("warnings");
        return json;
    }

    private static ArrayNode events(List<RunEvent> events) {
        ArrayNode json = Json.array();
        for (RunEvent event : events) {
            json.addObject()
                    .put("at", text(event.at()))
                    .put("kind", event.kind().text())
                    .put("attempt", event.attempt())
                    .put(
                            "outcome",
                            event.outcome() == null ? null : event.outcome().text())
                    .put("message", event.message())
                    .put("by", event.by());
        }
        return json;
    }

    private static @Nullable ObjectNode acknowledgement(@Nullable Acknowledgement by) {
        return by == null
                ? null
                : Json.object().put("at", text(by.at())).put("by", by.by()).put("reason", by.reason());
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
