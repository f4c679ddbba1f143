package com.rezagent.schedules.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.record.Stamp;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The stored JSON form of the existence and running registers and of the facts about the engine entry that depend on
 * them. Earlier releases do not know it: they read and write one {@code state} with one stamp. Both forms are stored
 * for one more release, so that either release can read what the other wrote.
 */
public final class RegistersJson {
    private RegistersJson() {}

    /** The values read; see the components of {@link Schedule}. */
    public record Registers(
            Lifecycle lifecycle,
            long entryVersion,
            @Nullable Instant resumedAt,
            @Nullable Instant dueSince) {}

    /** Returns the registers of a record as JSON. */
    public static ObjectNode write(Schedule schedule) {
        Lifecycle lifecycle = schedule.lifecycle();
        ObjectNode json = Json.object();
        json.put("incarnation", schedule.incarnation());
        json.put("version", schedule.version());
        json.put("entry_version", schedule.entryVersion());
        json.put("created", text(lifecycle.created()));
        json.put("deleted", text(lifecycle.deleted()));
        json.put("initial", lifecycle.initial().text());
        json.put("running", lifecycle.runningValue().text());
        json.put("running_stamp", text(lifecycle.runningStamp()));
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
     * @param json as {@link #write} returned it; not an object if only an earlier release has written the record
     * @param incarnation of the record
     * @param version of the record; if it or the incarnation differs from the JSON, an earlier release has written the
     *     record since
     * @param state as earlier releases read and write it
     * @param stateStamp of that state
     * @param createdAt when the schedule was created, for the stamp of a create that is not stored
     * @throws IllegalArgumentException for an object that {@link #write} cannot have returned
     * @throws java.time.DateTimeException for a time that {@link #write} cannot have returned
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
        Lifecycle lifecycle = Lifecycle.stored(stored, state, stateStamp, createStamp(createdAt, stateStamp));
        boolean isSameIncarnation = isPresent && text(json, "incarnation").equals(incarnation);
        boolean isCurrent = isSameIncarnation && json.required("version").longValue() == version;
        return new Registers(
                lifecycle,
                isCurrent ? json.required("entry_version").longValue() : version,
                isSameIncarnation ? instant(json, "resumed_at") : legacyResume(state, stateStamp),
                isCurrent ? instant(json, "due_since") : null);
    }

    /** Returns the stamp of the create, which earlier releases overwrote when the state was written again. */
    private static Stamp createStamp(Instant createdAt, Stamp stateStamp) {
        Stamp assumed = new Stamp(createdAt, Lifecycle.CREATE_RANK, "");
        return stateStamp.rank() == Lifecycle.CREATE_RANK ? stateStamp : assumed;
    }

    private static @Nullable Instant legacyResume(State state, Stamp stateStamp) {
        return state == State.ACTIVE && stateStamp.rank() != Lifecycle.CREATE_RANK ? stateStamp.issuedAt() : null;
    }

    /** Returns a stamp as one text. The command ID comes last because it may contain any characters. */
    public static String text(Stamp stamp) {
        return stamp.issuedAt() + " " + stamp.rank() + " " + stamp.commandId();
    }

    /** Parses a stamp that {@link #text(Stamp)} returned, in this or an earlier release. */
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
