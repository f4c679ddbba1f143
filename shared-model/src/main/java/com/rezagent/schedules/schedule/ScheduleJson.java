package com.rezagent.schedules.schedule;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Writes a schedule as JSON: the representation in responses, and the definition in commands. */
public final class ScheduleJson {
    /** The last instant with a four-digit year, as RFC 3339 requires; only a rate of centuries goes beyond. */
    private static final Instant LAST_WRITABLE = Instant.parse("9999-12-31T23:59:59Z");

    private ScheduleJson() {}

    /** Returns the definition with every field; those without a value are {@code null}. */
    public static ObjectNode definition(Definition definition) {
        ObjectNode json =
                outline(definition.name(), definition.timing(), definition.target(), definition.description());
        json.set("payload", definition.payload().toNode());
        dates(json, definition.timing());
        json.set("retry_policy", retryPolicy(definition.retryPolicy()));
        json.set(
                "arguments",
                definition.arguments() == null ? null : definition.arguments().toNode());
        return json;
    }

    /** Returns the full representation with every field; those without a value are {@code null}. */
    public static ObjectNode full(Schedule schedule, Instant now) {
        ObjectNode json = Json.object();
        json.put("schedule_id", schedule.id().value());
        json.setAll(definition(schedule.requireDefinition()));
        readOnly(
                json,
                schedule.status(),
                schedule.statusReason().orElse(null),
                schedule.engineArn(),
                schedule.nextExecution(now).orElse(null),
                schedule.createdBy(),
                schedule.createdAt(),
                schedule.updatedAt());
        json.put("last_triggered", text(schedule.lastTriggered()));
        json.put("execution_count", schedule.executionCount());
        json.put("version", schedule.version());
        json.set("warnings", sentences(schedule.warnings(now)));
        return json;
    }

    /**
     * Returns the representation in lists: {@link #full} without payload, arguments, last_triggered and
     * execution_count.
     */
    public static ObjectNode summary(ScheduleSummary schedule, Instant now) {
        ObjectNode json = Json.object();
        json.put("schedule_id", schedule.id().value());
        json.setAll(outline(schedule.name(), schedule.timing(), schedule.target(), schedule.description()));
        dates(json, schedule.timing());
        json.set("retry_policy", retryPolicy(schedule.retryPolicy()));
        readOnly(
                json,
                schedule.status(),
                schedule.statusReason(),
                schedule.engineArn(),
                schedule.nextExecution(now).orElse(null),
                schedule.createdBy(),
                schedule.createdAt(),
                schedule.updatedAt());
        json.put("version", schedule.version());
        json.set("warnings", sentences(schedule.warnings(now)));
        return json;
    }

    private static ObjectNode outline(ScheduleName name, Timing timing, Target target, @Nullable String description) {
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

    private static void dates(ObjectNode json, Timing timing) {
        json.put("start_date", text(timing.start()));
        json.put("end_date", text(timing.end()));
        json.put("flexible_time_window_minutes", timing.flexibleWindowMinutes());
    }

    private static void readOnly(
            ObjectNode json,
            Status status,
            @Nullable String statusReason,
            @Nullable String engineArn,
            @Nullable Instant next,
            String createdBy,
            Instant createdAt,
            Instant updatedAt) {
        json.put("status", status.text());
        json.put("status_reason", statusReason);
        json.put("eventbridge_arn", engineArn);
        json.put("next_execution", next == null || next.isAfter(LAST_WRITABLE) ? null : next.toString());
        json.put("created_by", createdBy);
        json.put("created_at", text(createdAt.truncatedTo(ChronoUnit.SECONDS)));
        json.put("updated_at", text(updatedAt));
    }

    private static ObjectNode retryPolicy(RetryPolicy policy) {
        ObjectNode json = Json.object();
        json.put("maximum_retry_attempts", policy.maximumRetryAttempts());
        json.put("maximum_event_age_seconds", policy.maximumEventAge().toSeconds());
        return json;
    }

    private static ArrayNode sentences(Iterable<String> sentences) {
        ArrayNode json = Json.array();
        sentences.forEach(json::add);
        return json;
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
