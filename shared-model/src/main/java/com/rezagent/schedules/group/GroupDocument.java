package com.rezagent.schedules.group;

import static com.rezagent.schedules.json.StoredJson.instant;
import static com.rezagent.schedules.json.StoredJson.number;
import static com.rezagent.schedules.json.StoredJson.numberOrNull;
import static com.rezagent.schedules.json.StoredJson.put;
import static com.rezagent.schedules.json.StoredJson.text;
import static com.rezagent.schedules.json.StoredJson.textOrNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ScheduleException;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.plan.GroupGate;
import com.rezagent.schedules.plan.NoticePolicy;
import com.rezagent.schedules.record.CommandOutcomes;
import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.record.Register;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.record.Stamp;
import com.rezagent.schedules.schedule.DefinitionDefaults;
import com.rezagent.schedules.schedule.RetryPolicy;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of a group: two JSON objects. The gate, which every firing of a member reads, is small; everything else is
 * in the details. Both carry the revision, and are written together.
 */
public final class GroupDocument {
    private static final String RETRY_ATTEMPTS = "maximum_retry_attempts";
    private static final String RETRY_AGE = "maximum_event_age_seconds";
    private static final String NOTIFY_AFTER = "notify_after_failures";

    /** In bytes: with the longest reasons, a gate with it has less than 4 KB, which is one read unit of a firing. */
    private static final int LONGEST_REQUESTER_OF_A_GATE = 1_000;

    private GroupDocument() {}

    /** Returns the gate: {@code exists}; {@code pause} and {@code notify_after_failures}, absent without one. */
    public static ObjectNode writeGate(Group group) {
        GroupGate gate = group.gate();
        ObjectNode json = Json.object();
        json.put("name", group.name().value());
        json.put("exists", gate.exists());
        Pause pause = gate.pause();
        if (pause != null) {
            json.set("pause", withoutLongRequester(pause).write());
        }
        write(json, gate.notices());
        json.put("revision", group.revision());
        writeExpiry(json, group);
        return json;
    }

    /** The details have it, too, and only these are shown. */
    private static Pause withoutLongRequester(Pause pause) {
        String by = pause.by();
        return by == null || by.getBytes(StandardCharsets.UTF_8).length <= LONGEST_REQUESTER_OF_A_GATE
                ? pause
                : new Pause(pause.since(), pause.until(), pause.reason(), null, pause.earlier());
    }

    /**
     * Reads a gate.
     *
     * @throws IllegalStateException if no release can have written it
     */
    public static GroupGate readGate(JsonNode json) {
        return checked(
                json,
                () -> new GroupGate(
                        new ResourceName(text(json, "name")),
                        json.required("exists").booleanValue(),
                        pause(json),
                        notices(json)));
    }

    /** Returns the details. */
    public static ObjectNode write(Group group) {
        GroupSettings settings = group.settings().value();
        ObjectNode json = Json.object();
        json.put("name", group.name().value());
        json.put("incarnation", group.incarnation());
        put(json, "title", settings.title());
        put(json, "description", settings.description());
        write(json, settings.defaults());
        write(json, settings.notices());
        json.put("settings_stamp", group.settings().stamp().text());
        group.pauses().value().ifPresent(it -> json.set("pause", it.write()));
        json.put("pause_stamp", group.pauses().stamp().text());
        json.put("created_stamp", group.created().text());
        json.put("deleted_stamp", group.deleted().text());
        json.put("created_by", group.createdBy());
        put(json, "created_at", group.createdAt());
        put(json, "updated_at", group.updatedAt());
        json.put("version", group.version());
        json.put("revision", group.revision());
        json.put("outcomes", group.commands().write());
        writeExpiry(json, group);
        return json;
    }

    private static void write(ObjectNode json, DefinitionDefaults defaults) {
        ZoneId timezone = defaults.timezone();
        put(json, "timezone", timezone == null ? null : timezone.getId());
        RetryPolicy policy = defaults.retryPolicy();
        if (policy != null) {
            json.putObject("retry_policy")
                    .put(RETRY_ATTEMPTS, policy.maximumRetryAttempts())
                    .put(RETRY_AGE, policy.maximumEventAge().toSeconds());
        }
    }

    private static void write(ObjectNode json, NoticePolicy notices) {
        if (!notices.equals(NoticePolicy.DEFAULT)) {
            json.put(NOTIFY_AFTER, notices.afterFailures());
        }
    }

    private static void writeExpiry(ObjectNode json, Group group) {
        Instant expiresAt = group.expiresAt();
        if (expiresAt != null) {
            json.put("expires_at", expiresAt.getEpochSecond());
        }
    }

    /**
     * Reads the details.
     *
     * @throws IllegalStateException if no release can have written them
     */
    public static Group read(JsonNode json) {
        return checked(json, () -> group(json));
    }

    private static Group group(JsonNode json) {
        Long expiresAt = numberOrNull(json, "expires_at");
        return new Group(
                new ResourceName(text(json, "name")),
                text(json, "incarnation"),
                new Register<>(
                        new GroupSettings(
                                textOrNull(json, "title"),
                                textOrNull(json, "description"),
                                defaults(json),
                                notices(json)),
                        Stamp.parse(text(json, "settings_stamp"))),
                new Register<>(Optional.ofNullable(pause(json)), Stamp.parse(text(json, "pause_stamp"))),
                Stamp.parse(text(json, "created_stamp")),
                Stamp.parse(text(json, "deleted_stamp")),
                text(json, "created_by"),
                instant(json, "created_at"),
                instant(json, "updated_at"),
                number(json, "version"),
                number(json, "revision"),
                expiresAt == null ? null : Instant.ofEpochSecond(expiresAt),
                CommandOutcomes.read(text(json, "outcomes")));
    }

    private static @Nullable Pause pause(JsonNode json) {
        return json.hasNonNull("pause") ? Pause.read(json.path("pause")) : null;
    }

    private static NoticePolicy notices(JsonNode json) {
        Long after = numberOrNull(json, NOTIFY_AFTER);
        return after == null ? NoticePolicy.DEFAULT : new NoticePolicy(Math.toIntExact(after));
    }

    private static DefinitionDefaults defaults(JsonNode json) {
        String timezone = textOrNull(json, "timezone");
        JsonNode policy = json.path("retry_policy");
        return new DefinitionDefaults(
                timezone == null ? null : ZoneId.of(timezone),
                policy.isObject()
                        ? new RetryPolicy(
                                Math.toIntExact(number(policy, RETRY_ATTEMPTS)),
                                Duration.ofSeconds(number(policy, RETRY_AGE)))
                        : null);
    }

    private static <T> T checked(JsonNode json, Supplier<T> reader) {
        try {
            return reader.get();
        } catch (ScheduleException | IllegalArgumentException | DateTimeException | NullPointerException e) {
            throw new IllegalStateException(
                    "The stored group " + json.path("name").asText() + " can't be read", e);
        }
    }
}
