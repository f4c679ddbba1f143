package com.rezagent.schedules.schedule;

import static com.rezagent.schedules.json.StoredJson.instantOrNull;
import static com.rezagent.schedules.json.StoredJson.number;
import static com.rezagent.schedules.json.StoredJson.put;
import static com.rezagent.schedules.json.StoredJson.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.record.Register;
import com.rezagent.schedules.record.Stamp;
import java.time.Instant;
import java.util.Optional;
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

    /** Returns the details of the last pause as JSON; empty if there are none. */
    public static Optional<ObjectNode> writePause(Lifecycle lifecycle) {
        return Optional.ofNullable(lifecycle.lastPause()).map(pause -> {
            ObjectNode json = pause.write();
            json.put("stamp", lifecycle.runningStamp().text());
            json.put("over", lifecycle.isPauseOver());
            return json;
        });
    }

    /**
     * Returns the registers with the details of the last pause.
     *
     * @param json as {@link #writePause} returned it; it is ignored if an earlier release, which does not know it, has
     *     written the running register since, or if it is not an object
     */
    static Lifecycle withPause(Lifecycle lifecycle, JsonNode json) {
        if (!json.isObject() || !stamp(json, "stamp").equals(lifecycle.runningStamp())) {
            return lifecycle;
        }
        return new Lifecycle(
                lifecycle.created(),
                lifecycle.deleted(),
                lifecycle.initial(),
                lifecycle.lastRunning(),
                Pause.read(json),
                json.path("over").booleanValue(),
                lifecycle.placement());
    }

    /** Returns the registers of a record as JSON. */
    public static ObjectNode write(Schedule schedule) {
        Lifecycle lifecycle = schedule.lifecycle();
        ObjectNode json = Json.object();
        json.put("incarnation", schedule.incarnation());
        json.put("version", schedule.version());
        json.put("entry_version", schedule.entryVersion());
        json.put("created", lifecycle.created().text());
        json.put("deleted", lifecycle.deleted().text());
        json.put("initial", lifecycle.initial().text());
        json.put("running", lifecycle.lastRunning().value().text());
        json.put("running_stamp", lifecycle.runningStamp().text());
        put(json, "resumed_at", schedule.resumedAt());
        put(json, "due_since", schedule.dueSince());
        return json;
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
                        new Register<>(Running.of(text(json, "running")), stamp(json, "running_stamp")))
                : null;
        Lifecycle lifecycle = Lifecycle.stored(stored, state, stateStamp, createStamp(createdAt, stateStamp));
        boolean isSameIncarnation = isPresent && text(json, "incarnation").equals(incarnation);
        boolean isCurrent = isSameIncarnation && number(json, "version") == version;
        return new Registers(
                lifecycle,
                isCurrent ? number(json, "entry_version") : version,
                isSameIncarnation ? instantOrNull(json, "resumed_at") : legacyResume(state, stateStamp),
                isCurrent ? instantOrNull(json, "due_since") : null);
    }

    /** Returns the stamp of the create, which earlier releases overwrote when the state was written again. */
    private static Stamp createStamp(Instant createdAt, Stamp stateStamp) {
        Stamp assumed = new Stamp(createdAt, Lifecycle.CREATE_RANK, "");
        return stateStamp.rank() == Lifecycle.CREATE_RANK ? stateStamp : assumed;
    }

    private static @Nullable Instant legacyResume(State state, Stamp stateStamp) {
        return state == State.ACTIVE && stateStamp.rank() != Lifecycle.CREATE_RANK ? stateStamp.issuedAt() : null;
    }

    private static Stamp stamp(JsonNode json, String field) {
        return Stamp.parse(text(json, field));
    }
}
