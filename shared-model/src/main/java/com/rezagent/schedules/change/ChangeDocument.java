package com.rezagent.schedules.change;

import static com.rezagent.schedules.json.StoredJson.instant;
import static com.rezagent.schedules.json.StoredJson.number;
import static com.rezagent.schedules.json.StoredJson.put;
import static com.rezagent.schedules.json.StoredJson.text;
import static com.rezagent.schedules.json.StoredJson.textOrNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ScheduleException;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.Change.Cause;
import com.rezagent.schedules.record.Change.Field;
import com.rezagent.schedules.record.Change.Subject;
import com.rezagent.schedules.record.Change.Values;
import com.rezagent.schedules.record.ResourceName;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of a change: a JSON object whose fields are the attributes of the table of changes. {@code fields} and
 * {@code replaced} are JSON as text, {@code time_key} is {@link Change#timeKey}, and {@code expires_at} is in seconds since
 * the epoch, as DynamoDB's TTL requires.
 */
public final class ChangeDocument {
    private ChangeDocument() {}

    /** Returns the stored form of a change. */
    public static ObjectNode write(Change change) {
        ObjectNode json = Json.object();
        json.put("key", change.subject().key());
        json.put("version", change.version());
        json.put("group", change.subject().group().value());
        json.put("time_key", change.timeKey());
        put(json, "schedule_id", change.subject().scheduleId());
        put(json, "name", change.subject().name());
        put(json, "at", change.at());
        json.put("action", change.cause().action());
        json.put("by", change.cause().by());
        put(json, "reason", change.cause().reason());
        json.put("command_id", change.cause().commandId());
        json.put("fields", Json.write(fields(change.fields())));
        JsonObject replaced = change.replaced();
        put(json, "replaced", replaced == null ? null : replaced.text());
        json.put("expires_at", change.expiresAt().getEpochSecond());
        return json;
    }

    /** Returns the fields as responses have them: a field that is only named has neither {@code from} nor {@code to}. */
    public static ArrayNode fields(List<Field> fields) {
        ArrayNode array = Json.array();
        for (Field field : fields) {
            ObjectNode json = array.addObject().put("field", field.name());
            Values values = field.values();
            if (values != null) {
                json.set("from", values.from());
                json.set("to", values.to());
            }
        }
        return array;
    }

    /**
     * Reads the stored form; one without {@code replaced} reads as a change that replaced nothing.
     *
     * @throws IllegalStateException if no release can have written it
     */
    public static Change read(JsonNode json) {
        try {
            return change(json);
        } catch (ScheduleException | IllegalArgumentException | DateTimeException e) {
            throw new IllegalStateException(
                    "The stored change " + json.path("version").asText() + " of "
                            + json.path("key").asText() + " can't be read",
                    e);
        }
    }

    private static Change change(JsonNode json) {
        return new Change(
                new Subject(
                        text(json, "key"),
                        textOrNull(json, "schedule_id"),
                        textOrNull(json, "name"),
                        new ResourceName(text(json, "group"))),
                number(json, "version"),
                instant(json, "at"),
                new Cause(text(json, "action"), text(json, "by"), textOrNull(json, "reason"), text(json, "command_id")),
                fields(Json.parse(text(json, "fields"))),
                replaced(textOrNull(json, "replaced")));
    }

    private static List<Field> fields(JsonNode array) {
        List<Field> fields = new ArrayList<>();
        for (JsonNode json : array) {
            fields.add(new Field(
                    text(json, "field"),
                    json.has("from") ? new Values(json.required("from"), json.required("to")) : null));
        }
        return fields;
    }

    private static @Nullable JsonObject replaced(@Nullable String text) {
        return text == null ? null : JsonObject.parse(text);
    }
}
