package com.rezagent.schedules.execution;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The JSON form of the attempts of an execution; every key is always present. */
public final class AttemptJson {
    private AttemptJson() {}

    /** Returns {@code attempt_history}: one row for each attempt that is kept, in order. */
    public static ArrayNode rows(Execution execution) {
        ArrayNode rows = Json.array();
        for (Attempt attempt : execution.attemptHistory()) {
            ObjectNode row = rows.addObject();
            row.put("attempt", attempt.attempt());
            row.put("message_id", execution.key().messageId(attempt.attempt()));
            row.put("version", attempt.version());
            row.put("published_at", text(attempt.publishedAt()));
            row.put("started_at", text(attempt.startedAt()));
            row.put("reported_at", text(attempt.reportedAt()));
            row.put("outcome", attempt.state());
            row.put("message", attempt.message());
            row.put("output", attempt.output());
            row.put("truncated", attempt.truncated());
        }
        return rows;
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
