package com.rezagent.schedules.schedule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Writes the definition of a schedule as JSON, as responses and commands have it. */
public final class ScheduleJson {
    private ScheduleJson() {}

    /**
     * Returns the definition with every field; those without a value are {@code null}, except the run policy, which is
     * absent.
     */
    public static ObjectNode definition(Definition definition) {
        ObjectNode json =
                outline(definition.name(), definition.timing(), definition.target(), definition.description());
        json.set("payload", definition.payload().toNode());
        dates(json, definition.timing());
        json.set("retry_policy", retryPolicy(definition.retryPolicy()));
        json.set(
                "arguments",
                definition.arguments() == null ? null : definition.arguments().toNode());
        json.set("labels", definition.labels().json());
        runPolicy(json, definition.runPolicy());
        return json;
    }

    /** Returns the fields that a definition has in lists, too, except its dates, window and retry policy. */
    public static ObjectNode outline(ScheduleName name, Timing timing, Target target, @Nullable String description) {
        ObjectNode json = Json.object();
        json.put("name", name.value());
        json.put("schedule_expression", timing.expression().canonical());
        json.put("timezone", timing.timezone().getId());
        json.put("target_type", target.type().text());
        json.put(
                "target_topic_arn",
                target.topic() == null ? null : target.topic().value());
        json.put("description", description);
        return json;
    }

    /** Adds the dates and the window. */
    public static void dates(ObjectNode json, Timing timing) {
        json.put("start_date", text(timing.start()));
        json.put("end_date", text(timing.end()));
        json.put("flexible_time_window_minutes", timing.flexibleWindowMinutes());
    }

    /** Returns the retry policy. */
    public static ObjectNode retryPolicy(RetryPolicy policy) {
        ObjectNode json = Json.object();
        json.put("maximum_retry_attempts", policy.maximumRetryAttempts());
        json.put("maximum_event_age_seconds", policy.maximumEventAge().toSeconds());
        return json;
    }

    /** Adds the run policy, if there is one. */
    public static void runPolicy(ObjectNode json, @Nullable RunPolicy policy) {
        if (policy != null) {
            json.set(RunPolicyJson.FIELD, RunPolicyJson.write(policy));
        }
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
