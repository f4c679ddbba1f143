package com.rezagent.schedules.schedule;

import static com.rezagent.schedules.json.StoredJson.instant;
import static com.rezagent.schedules.json.StoredJson.instantOrNull;
import static com.rezagent.schedules.json.StoredJson.number;
import static com.rezagent.schedules.json.StoredJson.numberOrNull;
import static com.rezagent.schedules.json.StoredJson.put;
import static com.rezagent.schedules.json.StoredJson.text;
import static com.rezagent.schedules.json.StoredJson.textOrNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ScheduleException;
import com.rezagent.schedules.expression.Expression;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.record.CommandOutcomes;
import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.record.Register;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.record.SortKey;
import com.rezagent.schedules.record.Stamp;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of a schedule: a JSON object whose fields are the attributes of the schedules table. Absent values
 * are absent fields.
 *
 * <ul>
 *   <li>{@code created_date}: creation time with nine decimals, {@code #}, and the id; it sorts by time and is unique
 *   <li>{@code status}: derived, for the indexes; absent without a definition, so that no index lists the record
 *   <li>{@code group_shard}: group, {@code #} and a shard, for the index by group; absent as {@code status} is
 *   <li>{@code expires_at}: seconds since the epoch, as DynamoDB's TTL requires
 *   <li>{@code payload}, {@code arguments}, {@code run_policy}, {@code registers}, {@code placement}, {@code pause}, {@code skips}, {@code unaudited}, {@code outcomes}: JSON as text
 * </ul>
 */
public final class ScheduleDocument {
    private static final String RETRY_ATTEMPTS = "maximum_retry_attempts";
    private static final String RETRY_AGE = "maximum_event_age_seconds";

    /** The number of partitions of each group in the index by group, so that a large group is not limited by one. */
    public static final int GROUP_SHARDS = 4;

    /** How the {@code status_reason} of a schedule begins that is listed as paused by a pause that ends by itself. */
    public static final String PAUSED_UNTIL = "Paused until ";

    private ScheduleDocument() {}

    /** Returns the stored form of a schedule. */
    public static ObjectNode write(Schedule schedule) {
        ObjectNode json = Json.object();
        json.put("id", schedule.id().value());
        json.put("incarnation", schedule.incarnation());
        Definition definition = schedule.definition();
        if (definition != null) {
            write(json, definition);
            json.put("status", listedStatus(schedule).text());
            json.put("group_shard", groupShard(schedule.group(), shard(schedule.id())));
            put(json, "status_reason", schedule.statusReason().orElseGet(() -> pausedUntil(schedule)));
        }
        json.put("definition_stamp", schedule.definitionStamp().text());
        json.put("state", schedule.state().text());
        json.put("state_stamp", schedule.lifecycle().latest().text());
        json.put("registers", Json.write(RegistersJson.write(schedule)));
        json.put("placement", Json.write(schedule.lifecycle().placement().write(schedule.incarnation())));
        RegistersJson.writePause(schedule.lifecycle()).ifPresent(it -> json.put("pause", Json.write(it)));
        schedule.skips().write().ifPresent(it -> json.put("skips", Json.write(it)));
        String digest = schedule.origin().requestDigest();
        put(json, "create_sha256", digest == null ? null : schedule.incarnation() + " " + digest);
        json.put("version", schedule.version());
        json.put("revision", schedule.revision());
        json.put("created_by", schedule.createdBy());
        json.put("created_date", createdDate(schedule.createdAt(), schedule.id()));
        put(json, "updated_date", schedule.updatedAt());
        put(json, "anchor", schedule.anchor());
        schedule.warnings().forEach(json.putArray("warnings")::add);
        json.put("converged_version", schedule.convergedVersion());
        put(json, "eventbridge_arn", schedule.engineArn());
        write(json, schedule.engineRefusal());
        put(json, "completed_at", schedule.ending().completedAt());
        put(json, "audited_until", schedule.audit().auditedUntil());
        if (!schedule.auditWindows().isEmpty()) {
            json.put("unaudited", Json.write(AuditWindowJson.write(schedule.auditWindows())));
        }
        json.put("outcomes", schedule.commands().write());
        json.put("execution_count", schedule.counters().executionCount());
        put(json, "last_triggered", schedule.counters().lastTriggered());
        Instant expiresAt = schedule.expiresAt();
        if (expiresAt != null) {
            json.put("expires_at", expiresAt.getEpochSecond());
        }
        return json;
    }

    /** Returns the status by which lists find the schedule: paused, until a pause that ends by itself is found over. */
    public static Status listedStatus(Schedule schedule) {
        Status status = schedule.status();
        boolean isLive = status == Status.PENDING || status == Status.ACTIVE;
        return isLive && schedule.lifecycle().isListedAsPaused() ? Status.PAUSED : status;
    }

    /** Returns the reason that indexes show for a pause that ends by itself; null for any other schedule. */
    private static @Nullable String pausedUntil(Schedule schedule) {
        Pause pause = schedule.pause();
        return listedStatus(schedule) == Status.PAUSED && pause != null && pause.isTimed()
                ? PAUSED_UNTIL + pause.until()
                : null;
    }

    /** Returns the partition of the index by group that a schedule is in. */
    public static String groupShard(ResourceName group, int shard) {
        return group + "#" + shard;
    }

    private static int shard(ScheduleId id) {
        return Math.floorMod(id.value().hashCode(), GROUP_SHARDS);
    }

    private static void write(ObjectNode json, Definition definition) {
        JsonObject arguments = definition.arguments();
        TopicArn topic = definition.target().topic();
        json.put("name", definition.name().value());
        write(json, definition.timing());
        json.put("target_type", definition.target().type().text());
        put(json, "target_topic_arn", topic == null ? null : topic.value());
        json.put("payload", definition.payload().text());
        put(json, "arguments", arguments == null ? null : arguments.text());
        put(json, "description", definition.description());
        json.putObject("retry_policy")
                .put(RETRY_ATTEMPTS, definition.retryPolicy().maximumRetryAttempts())
                .put(RETRY_AGE, definition.retryPolicy().maximumEventAge().toSeconds());
        if (!definition.labels().isEmpty()) {
            json.set("labels", definition.labels().json());
        }
        RunPolicy runPolicy = definition.runPolicy();
        put(json, RunPolicyJson.FIELD, runPolicy == null ? null : Json.write(RunPolicyJson.write(runPolicy)));
    }

    private static void write(ObjectNode json, Timing timing) {
        json.put("schedule_expression", timing.expression().canonical());
        json.put("timezone", timing.timezone().getId());
        put(json, "start_date", timing.start());
        put(json, "end_date", timing.end());
        if (timing.flexibleWindowMinutes() != null) {
            json.put("flexible_time_window_minutes", timing.flexibleWindowMinutes());
        }
    }

    private static void write(ObjectNode json, @Nullable EngineRefusal refusal) {
        if (refusal != null) {
            json.putObject("engine_refusal")
                    .put("code", refusal.code())
                    .put("message", refusal.message())
                    .put("version", Long.toString(refusal.version()));
        }
    }

    /** Returns the sort key of the indexes: the creation time, then the id. */
    static String createdDate(Instant createdAt, ScheduleId id) {
        return SortKey.text(createdAt, id.value());
    }

    private static Instant createdAt(JsonNode json) {
        String text = text(json, "created_date");
        return SortKey.tryParse(text)
                .orElseThrow(() -> new IllegalArgumentException("The created_date is invalid: " + text))
                .time();
    }

    /**
     * Returns the schedule in a document of this release or an earlier one.
     *
     * @throws IllegalStateException if no release can have written it; the message contains its id
     */
    public static Schedule read(JsonNode json) {
        return read(json, ScheduleDocument::schedule);
    }

    /**
     * Returns the summary in a document that may lack payload, arguments, outcomes and counters. It has payload and arguments
     * if the document has a payload.
     *
     * @throws IllegalStateException if no release can have written it; the message contains its id
     */
    public static ScheduleSummary readSummary(JsonNode json) {
        return read(json, ScheduleDocument::summary);
    }

    /**
     * Reads a document. A refusal by one of the domain's readers becomes an IllegalStateException because no caller
     * caused it.
     */
    private static <T> T read(JsonNode json, Function<JsonNode, T> reader) {
        try {
            return reader.apply(json);
        } catch (ScheduleException | IllegalArgumentException | DateTimeException | NullPointerException e) {
            throw new IllegalStateException(
                    "The stored schedule " + json.path("id").asText() + " can't be read", e);
        }
    }

    /** Returns the digest of the request that created this incarnation; another one is left by an earlier release. */
    private static @Nullable String requestDigest(JsonNode json, String incarnation) {
        String stored = textOrNull(json, "create_sha256");
        String prefix = incarnation + " ";
        return stored != null && stored.startsWith(prefix) ? stored.substring(prefix.length()) : null;
    }

    private static RegistersJson.Registers registers(JsonNode json, Instant createdAt) {
        return RegistersJson.read(
                parsed(json, "registers"),
                text(json, "incarnation"),
                number(json, "version"),
                State.of(text(json, "state")),
                Stamp.parse(text(json, "state_stamp")),
                createdAt);
    }

    private static Lifecycle lifecycle(JsonNode json, RegistersJson.Registers registers) {
        return RegistersJson.withPause(registers.lifecycle(), parsed(json, "pause"))
                .with(Placement.read(parsed(json, "placement"), text(json, "incarnation")));
    }

    private static Schedule schedule(JsonNode json) {
        String incarnation = text(json, "incarnation");
        long version = number(json, "version");
        Instant createdAt = createdAt(json);
        RegistersJson.Registers registers = registers(json, createdAt);
        return new Schedule(
                new ScheduleId(text(json, "id")),
                new Origin(incarnation, text(json, "created_by"), createdAt, requestDigest(json, incarnation)),
                json.hasNonNull("name") ? defined(json) : null,
                lifecycle(json, registers),
                Skips.read(parsed(json, "skips")),
                new Versions(
                        version, registers.entryVersion(), number(json, "revision"), instant(json, "updated_date")),
                new Phase(instant(json, "anchor"), registers.resumedAt()),
                new EngineState(
                        number(json, "converged_version"),
                        registers.dueSince(),
                        textOrNull(json, "eventbridge_arn"),
                        refusal(json.path("engine_refusal"))),
                new Ending(instantOrNull(json, "completed_at"), expiresAt(json)),
                new AuditState(instantOrNull(json, "audited_until"), AuditWindowJson.read(parsed(json, "unaudited"))),
                CommandOutcomes.read(text(json, "outcomes")),
                new Counters(number(json, "execution_count"), instantOrNull(json, "last_triggered")));
    }

    private static JsonNode parsed(JsonNode json, String field) {
        String text = textOrNull(json, field);
        return text == null ? NullNode.instance : Json.parse(text);
    }

    private static ScheduleSummary.@Nullable Content content(JsonNode json) {
        return json.hasNonNull("payload")
                ? new ScheduleSummary.Content(JsonObject.parse(text(json, "payload")), arguments(json))
                : null;
    }

    private static @Nullable JsonObject arguments(JsonNode json) {
        String arguments = textOrNull(json, "arguments");
        return arguments == null ? null : JsonObject.parse(arguments);
    }

    private static Defined defined(JsonNode json) {
        Definition definition = new Definition(
                new ScheduleName(text(json, "name")),
                timing(json),
                target(json),
                JsonObject.parse(text(json, "payload")),
                arguments(json),
                textOrNull(json, "description"),
                retryPolicy(json.path("retry_policy")),
                Labels.stored(json.path("labels")),
                RunPolicyJson.stored(parsed(json, RunPolicyJson.FIELD)));
        return new Defined(new Register<>(definition, Stamp.parse(text(json, "definition_stamp"))), warnings(json));
    }

    private static ScheduleSummary summary(JsonNode json) {
        Instant createdAt = createdAt(json);
        Lifecycle lifecycle = lifecycle(json, registers(json, createdAt));
        Status listed = Status.of(text(json, "status")).orElseThrow(IllegalArgumentException::new);
        boolean isLive = listed == Status.PAUSED && lifecycle.state() == State.ACTIVE;
        Status live = number(json, "converged_version") == 0 ? Status.PENDING : Status.ACTIVE;
        return new ScheduleSummary(
                new ScheduleId(text(json, "id")),
                new ScheduleName(text(json, "name")),
                timing(json),
                target(json),
                textOrNull(json, "description"),
                retryPolicy(json.path("retry_policy")),
                Labels.stored(json.path("labels")),
                RunPolicyJson.stored(parsed(json, RunPolicyJson.FIELD)),
                isLive ? live : listed,
                isLive ? null : textOrNull(json, "status_reason"),
                textOrNull(json, "eventbridge_arn"),
                text(json, "created_by"),
                createdAt,
                instant(json, "updated_date"),
                instant(json, "anchor"),
                number(json, "version"),
                warnings(json),
                expiresAt(json),
                lifecycle.group(),
                lifecycle.pause(createdAt),
                listed,
                lifecycle.placement().isStored(),
                Skips.read(parsed(json, "skips")).since(lifecycle.deleted()),
                content(json));
    }

    private static Timing timing(JsonNode json) {
        Long window = numberOrNull(json, "flexible_time_window_minutes");
        return new Timing(
                Expression.parse(text(json, "schedule_expression")).expression(),
                ZoneId.of(text(json, "timezone")),
                instantOrNull(json, "start_date"),
                instantOrNull(json, "end_date"),
                window == null ? null : (Integer) Math.toIntExact(window));
    }

    private static Target target(JsonNode json) {
        String topic = textOrNull(json, "target_topic_arn");
        return new Target(
                TargetType.of(text(json, "target_type")).orElseThrow(IllegalArgumentException::new),
                topic == null ? null : new TopicArn(topic));
    }

    private static RetryPolicy retryPolicy(JsonNode json) {
        return new RetryPolicy(
                Math.toIntExact(number(json, RETRY_ATTEMPTS)), Duration.ofSeconds(number(json, RETRY_AGE)));
    }

    private static List<String> warnings(JsonNode json) {
        List<String> warnings = new ArrayList<>();
        json.path("warnings").forEach(it -> warnings.add(it.asText()));
        return warnings;
    }

    private static @Nullable EngineRefusal refusal(JsonNode json) {
        return json.isObject()
                ? new EngineRefusal(text(json, "code"), text(json, "message"), Long.parseLong(text(json, "version")))
                : null;
    }

    private static @Nullable Instant expiresAt(JsonNode json) {
        Long seconds = numberOrNull(json, "expires_at");
        return seconds == null ? null : Instant.ofEpochSecond(seconds);
    }
}
