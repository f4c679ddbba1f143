package com.rezagent.schedules.local.smoke;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/** An execution in a schedule's history. */
record ExecutionRow(String executionId, Instant scheduledTime, String outcome, boolean isManual, long latenessMillis) {
    static ExecutionRow of(JsonNode execution) {
        return new ExecutionRow(
                execution.path("execution_id").asText(),
                Instant.parse(execution.path("scheduled_time").asText()),
                execution.path("outcome").asText(),
                execution.path("manual").asBoolean(),
                execution.path("lateness_ms").asLong());
    }

    boolean isPublished() {
        return outcome.equals("published");
    }

    /** Returns whether this is a published firing, not a manual execution, scheduled after an instant. */
    boolean isPublishedAfter(Instant instant) {
        return isPublished() && !isManual && scheduledTime.isAfter(instant);
    }
}
