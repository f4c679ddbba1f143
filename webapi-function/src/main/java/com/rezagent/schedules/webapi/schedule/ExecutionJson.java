package com.rezagent.schedules.webapi.schedule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.json.Json;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The JSON form of an execution; every key is always present. */
final class ExecutionJson {
    private ExecutionJson() {}

    static ObjectNode of(Execution execution) {
        boolean wasSeen = execution.outcome() != ExecutionOutcome.MISSED || execution.attempts() > 0;
        ObjectNode json = Json.object();
        json.put("execution_id", execution.key().executionId());
        json.put("schedule_id", execution.key().scheduleId().value());
        json.put("scheduled_time", text(execution.key().scheduledTime()));
        json.put("actual_time", wasSeen ? text(execution.firstSeen()) : null);
        json.put("finished_at", text(execution.finishedAt()));
        json.put("outcome", execution.outcome().text());
        json.put("attempts", execution.attempts());
        json.put("lateness_ms", execution.lateness().map(Duration::toMillis).orElse(null));
        json.put("manual", execution.key().isManual());
        json.put("command_id", execution.key().commandId());
        json.put("message_id", execution.key().messageId());
        json.put("sns_message_id", execution.snsMessageId());
        json.put("error", execution.reason());
        json.put("reason", execution.requestReason());
        json.put("skip_code", execution.skipCode().orElse(null));
        execution.overridden().forEach(json.putArray("overridden")::add);
        return json;
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
