package com.rezagent.schedules.local.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.expression.Expression;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.Stamp;
import com.rezagent.schedules.schedule.AuditWindowJson;
import com.rezagent.schedules.schedule.Definition;
import com.rezagent.schedules.schedule.EngineRefusal;
import com.rezagent.schedules.schedule.RegistersJson;
import com.rezagent.schedules.schedule.RetryPolicy;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.schedule.State;
import com.rezagent.schedules.schedule.Target;
import com.rezagent.schedules.schedule.TargetType;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of a schedule, except for the columns of the table {@code progress}: revision, audit and counters.
 *
 * @param outline JSON object: all fields that a list shows, and other small fields
 * @param payload JSON object; null in an orphan's tombstone
 * @param outcomes JSON array
 */
record ScheduleRow(
        String outline, @Nullable String payload, @Nullable String arguments, String outcomes) {
    static final String NO_OUTCOMES = "[]";

    static ScheduleRow of(Schedule schedule) {
        Definition definition = schedule.definition();
        return new ScheduleRow(
                Json.write(outline(schedule)),
                definition == null ? null : definition.payload().text(),
                definition == null || definition.arguments() == null
                        ? null
                        : definition.arguments().text(),
                Json.write(outcomes(schedule.outcomes())));
    }

    private static ObjectNode outline(Schedule schedule) {
        ObjectNode json = Json.object();
        json.put("id", schedule.id().value());
        json.put("incarnation", schedule.incarnation());
        json.set("definition", schedule.definition() == null ? null : definition(schedule.definition()));
        json.set("definition_stamp", stamp(schedule.definitionStamp()));
        json.put("state", schedule.state().text());
        json.set("state_stamp", stamp(schedule.lifecycle().latest()));
        json.set("registers", RegistersJson.write(schedule));
        json.put("version", schedule.version());
        json.put("created_by", schedule.createdBy());
        put(json, "created_at", schedule.createdAt());
        put(json, "updated_at", schedule.updatedAt());
        put(json, "anchor", schedule.anchor());
        json.set("warnings", texts(schedule.warnings()));
        json.put("converged_version", schedule.convergedVersion());
        json.put("engine_arn", schedule.engineArn());
        json.set("engine_refusal", schedule.engineRefusal() == null ? null : refusal(schedule.engineRefusal()));
        put(json, "completed_at", schedule.completedAt());
        json.set("unaudited", AuditWindowJson.write(schedule.auditWindows()));
        put(json, "expires_at", schedule.expiresAt());
        return json;
    }

    private static ObjectNode definition(Definition definition) {
        ObjectNode json = Json.object();
        json.put("name", definition.name().value());
        json.put("expression", definition.expression().canonical());
        json.put("timezone", definition.timezone().getId());
        put(json, "start", definition.start());
        put(json, "end", definition.end());
        json.put("window_minutes", definition.flexibleWindowMinutes());
        json.put("target_type", definition.target().type().text());
        json.put(
                "target_topic",
                definition.target().topic() == null
                        ? null
                        : definition.target().topic().value());
        json.put("description", definition.description());
        json.put("retry_attempts", definition.retryPolicy().maximumRetryAttempts());
        json.put("retry_age_seconds", definition.retryPolicy().maximumEventAge().toSeconds());
        return json;
    }

    private static ObjectNode stamp(Stamp stamp) {
        ObjectNode json = Json.object();
        put(json, "issued_at", stamp.issuedAt());
        json.put("rank", stamp.rank());
        json.put("command_id", stamp.commandId());
        return json;
    }

    private static ObjectNode refusal(EngineRefusal refusal) {
        ObjectNode json = Json.object();
        json.put("code", refusal.code());
        json.put("message", refusal.message());
        json.put("version", refusal.version());
        return json;
    }

    private static ArrayNode outcomes(List<CommandOutcome> outcomes) {
        ArrayNode json = Json.array();
        for (CommandOutcome outcome : outcomes) {
            ObjectNode one = json.addObject();
            one.put("command_id", outcome.commandId());
            one.put("result", outcome.result().text());
            one.put("version", outcome.version());
            if (outcome.requestDigest() != null) {
                one.put("request_sha256", outcome.requestDigest());
            }
            CommandOutcome.Refusal refusal = outcome.refusal();
            if (refusal != null) {
                one.put("code", refusal.code().code());
                one.put("message", refusal.message());
                one.set("details", texts(refusal.details()));
            }
        }
        return json;
    }

    private static ArrayNode texts(List<String> texts) {
        ArrayNode json = Json.array();
        texts.forEach(json::add);
        return json;
    }

    private static void put(ObjectNode json, String field, @Nullable Instant instant) {
        json.put(field, instant == null ? null : instant.toString());
    }

    /** Returns the schedule, with its counters at zero. */
    Schedule toSchedule(long revision, @Nullable Instant auditedUntil) {
        JsonNode json = Json.parse(outline);
        JsonNode refusal = json.path("engine_refusal");
        String incarnation = text(json, "incarnation");
        long version = json.path("version").longValue();
        RegistersJson.Registers registers = RegistersJson.read(
                json.path("registers"),
                incarnation,
                version,
                State.of(text(json, "state")),
                stamp(json.path("state_stamp")),
                instant(json, "created_at"));
        return new Schedule(
                new ScheduleId(text(json, "id")),
                incarnation,
                json.path("definition").isObject() ? definition(json.path("definition")) : null,
                stamp(json.path("definition_stamp")),
                registers.lifecycle(),
                version,
                registers.entryVersion(),
                revision,
                text(json, "created_by"),
                instant(json, "created_at"),
                instant(json, "updated_at"),
                instant(json, "anchor"),
                registers.resumedAt(),
                texts(json.path("warnings")),
                json.path("converged_version").longValue(),
                registers.dueSince(),
                json.path("engine_arn").textValue(),
                refusal.isObject()
                        ? new EngineRefusal(
                                text(refusal, "code"),
                                text(refusal, "message"),
                                refusal.path("version").longValue())
                        : null,
                instantOrNull(json, "completed_at"),
                auditedUntil,
                AuditWindowJson.read(json.path("unaudited")),
                outcomes(Json.parse(outcomes)),
                0,
                null,
                instantOrNull(json, "expires_at"));
    }

    private Definition definition(JsonNode json) {
        String topic = json.path("target_topic").textValue();
        JsonNode window = json.path("window_minutes");
        return new Definition(
                new ScheduleName(text(json, "name")),
                Expression.parse(text(json, "expression")).expression(),
                ZoneId.of(text(json, "timezone")),
                instantOrNull(json, "start"),
                instantOrNull(json, "end"),
                window.isInt() ? (Integer) window.intValue() : null,
                new Target(
                        TargetType.of(text(json, "target_type")).orElseThrow(),
                        topic == null ? null : new TopicArn(topic)),
                payload == null ? JsonObject.empty() : JsonObject.parse(payload),
                arguments == null ? null : JsonObject.parse(arguments),
                json.path("description").textValue(),
                new RetryPolicy(
                        json.path("retry_attempts").intValue(),
                        Duration.ofSeconds(json.path("retry_age_seconds").longValue())));
    }

    private static Stamp stamp(JsonNode json) {
        return Stamp.stored(instant(json, "issued_at"), json.path("rank").intValue(), text(json, "command_id"));
    }

    private static List<CommandOutcome> outcomes(JsonNode json) {
        List<CommandOutcome> outcomes = new ArrayList<>();
        for (JsonNode one : json) {
            CommandOutcome.Refusal refusal = one.has("code")
                    ? new CommandOutcome.Refusal(
                            ErrorCode.of(text(one, "code")).orElse(ErrorCode.INVALID_REQUEST),
                            text(one, "message"),
                            texts(one.path("details")))
                    : null;
            outcomes.add(new CommandOutcome(
                    text(one, "command_id"),
                    CommandOutcome.Result.of(text(one, "result")),
                    one.path("version").longValue(),
                    refusal,
                    one.path("request_sha256").textValue()));
        }
        return outcomes;
    }

    private static List<String> texts(JsonNode json) {
        List<String> texts = new ArrayList<>();
        json.forEach(one -> texts.add(one.asText()));
        return texts;
    }

    private static String text(JsonNode json, String field) {
        return json.required(field).asText();
    }

    private static Instant instant(JsonNode json, String field) {
        return Instant.parse(text(json, field));
    }

    private static @Nullable Instant instantOrNull(JsonNode json, String field) {
        String text = json.path(field).textValue();
        return text == null ? null : Instant.parse(text);
    }
}
