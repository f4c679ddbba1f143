package com.rezagent.schedules.local.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.record.SortKey;
import java.time.Instant;

/**
 * Converts the outlines of data directories with layout version 2, which had a form of their own. A schedule is written
 * in the current form when it changes.
 */
final class LegacyOutline {
    private LegacyOutline() {}

    static boolean isLegacy(JsonNode outline) {
        return outline.has("definition");
    }

    /** Returns the outline with the fields of a document, without a status. */
    static ObjectNode document(JsonNode outline) {
        ObjectNode json = Json.object();
        for (String same : new String[] {
            "id",
            "incarnation",
            "state",
            "version",
            "created_by",
            "anchor",
            "warnings",
            "converged_version",
            "completed_at"
        }) {
            copy(outline, same, json, same);
        }
        if (outline.path("definition").isObject()) {
            define(json, outline.path("definition"));
        }
        json.put("definition_stamp", stamp(outline.path("definition_stamp")));
        json.put("state_stamp", stamp(outline.path("state_stamp")));
        if (outline.hasNonNull("registers")) {
            json.put("registers", Json.write(outline.path("registers")));
        }
        json.put(
                "created_date",
                SortKey.text(
                        Instant.parse(outline.path("created_at").asText()),
                        outline.path("id").asText()));
        copy(outline, "updated_at", json, "updated_date");
        copy(outline, "engine_arn", json, "eventbridge_arn");
        JsonNode refusal = outline.path("engine_refusal");
        if (refusal.isObject()) {
            json.putObject("engine_refusal")
                    .put("code", refusal.path("code").asText())
                    .put("message", refusal.path("message").asText())
                    .put("version", refusal.path("version").asText());
        }
        if (outline.hasNonNull("unaudited")) {
            json.put("unaudited", Json.write(outline.path("unaudited")));
        }
        if (outline.hasNonNull("expires_at")) {
            json.put(
                    "expires_at",
                    Instant.parse(outline.path("expires_at").asText()).getEpochSecond());
        }
        return json;
    }

    private static void define(ObjectNode json, JsonNode definition) {
        copy(definition, "name", json, "name");
        copy(definition, "expression", json, "schedule_expression");
        copy(definition, "timezone", json, "timezone");
        copy(definition, "start", json, "start_date");
        copy(definition, "end", json, "end_date");
        copy(definition, "window_minutes", json, "flexible_time_window_minutes");
        copy(definition, "target_type", json, "target_type");
        copy(definition, "target_topic", json, "target_topic_arn");
        copy(definition, "description", json, "description");
        ObjectNode retryPolicy = json.putObject("retry_policy");
        copy(definition, "retry_attempts", retryPolicy, "maximum_retry_attempts");
        copy(definition, "retry_age_seconds", retryPolicy, "maximum_event_age_seconds");
    }

    private static void copy(JsonNode from, String field, ObjectNode to, String name) {
        if (from.hasNonNull(field)) {
            to.set(name, from.path(field));
        }
    }

    private static String stamp(JsonNode stamp) {
        return stamp.path("issued_at").asText() + " " + stamp.path("rank").asText() + " "
                + stamp.path("command_id").asText();
    }
}
