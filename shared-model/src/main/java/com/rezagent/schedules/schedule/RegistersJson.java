package com.rezagent.schedules.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The existence and running registers as stores keep them with the record, and what the engine must hold for them. Earlier
 * releases know nothing of it: they read and write one {@code state} with one stamp, which is stored beside it for one
 * release more, so that either may read what the other wrote.
 */
public final class RegistersJson {
    private RegistersJson() {}

    /** What is read; see the components of {@link Schedule}. */
    public record Registers(
            Lifecycle lifecycle,
            long entryVersion,
            @Nullable Instant resumedAt,
            @Nullable Instant dueSince) {}

    public static ObjectNode write(Schedule schedule) {
        Lifecycle lifecycle = schedule.lifecycle();
        ObjectNode json = Json.object();
        json.put("incarnation", schedule.incarnation());
        json.put("version", schedule.version());
        json.put("entry_version", schedule.entryVersion());
        json.put("created", text(lifecycle.created()));
        json.put("deleted", text(lifecycle.deleted()));
        json.put("initial", lifecycle.initial().text());
        json.put("running", lifecycle.value().text());
        json.put("running_stamp", text(lifecycle.valueStamp()));
        put(json, "resumed_at", schedule.resumedAt());
        put(json, "due_since", schedule.dueSince());
        return json;
    }

    private static void put(ObjectNode json, String field, @Nullable Instant instant) {
        if (instant != null) {
            json.put(field, instant.toString());
        }
    }

    /**
     * Reads the registers of a record.
     *
     * @param json as {@link #write} made it; anything else where an earlier release wrote the record first
     * @param state and stateStamp, which earlier releases write
     * @throws IllegalArgumentException for an object that this class can't have written, as is {@code DateTimeException}
     */
    public static Registers read(
            JsonNode json, String incarnation, long version, State state, Stamp stateStamp, Instant createdAt) {
        boolean isPresent = json.isObject();
        Lifecycle stored = isPresent
                ? new Lifecycle(
                        stamp(json, "created"),
                        stamp(json, "deleted"),
                        Running.of(text(json, "initial")),
                        Running.of(text(json, "running")),
                        stamp(json, "running_stamp"))
                : null;
        Lifecycle lifecycle = Lifecycle.stored(stored, state, stateStamp, creation(createdAt, stateStamp));
        boolean isSameLife = isPresent && text(json, "incarnation").equals(incarnation);
        boolean isOurs = isSameLife && json.required("version").longValue() == version;
        return new Registers(
                lifecycle,
                isOurs ? json.required("entry_version").longValue() : version,
                isSameLife ? instant(json, "resumed_at") : legacyResume(state, stateStamp),
                isOurs ? instant(json, "due_since") : null);
    }

    /** The stamp of a create that earlier releases did not keep once the state was written again. */
    private static Stamp creation(Instant createdAt, Stamp stateStamp) {
        Stamp creation = new Stamp(createdAt, Lifecycle.CREATE_RANK, "");
        return stateStamp.rank() == Lifecycle.CREATE_RANK ? stateStamp : creation;
    }

    private static @Nullable Instant legacyResume(State state, Stamp stateStamp) {
        return state == State.ACTIVE && stateStamp.rank() != Lifecycle.CREATE_RANK ? stateStamp.issuedAt() : null;
    }

    /** A stamp as one text: the command id comes last, since it may hold anything. */
    public static String text(Stamp stamp) {
        return stamp.issuedAt() + " " + stamp.rank() + " " + stamp.commandId();
    }

    /** Reads a stamp that {@link #text(Stamp)} wrote, also one of an earlier release. */
    public static Stamp stamp(String text) {
        String[] parts = text.split(" ", 3);
        return Stamp.stored(Instant.parse(parts[0]), Integer.parseInt(parts[1]), parts[2]);
    }

    private static Stamp stamp(JsonNode json, String field) {
        return stamp(text(json, field));
    }

    private static String text(JsonNode json, String field) {
        return json.required(field).asText();
    }

    private static @Nullable Instant instant(JsonNode json, String field) {
        return json.has(field) ? Instant.parse(text(json, field)) : null;
    }
}
