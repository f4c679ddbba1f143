package com.rezagent.schedules.schedule;

import static com.rezagent.schedules.json.StoredJson.instant;
import static com.rezagent.schedules.json.StoredJson.instantOrNull;
import static com.rezagent.schedules.json.StoredJson.number;
import static com.rezagent.schedules.json.StoredJson.put;
import static com.rezagent.schedules.json.StoredJson.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.expression.Expression;
import com.rezagent.schedules.expression.Recurrence;
import com.rezagent.schedules.json.Json;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** The stored JSON form of a record's audit windows: an array, about 300 bytes for each window. */
public final class AuditWindowJson {
    private AuditWindowJson() {}

    /** Returns the windows as a JSON array, in the same order. */
    public static ArrayNode write(List<AuditWindow> all) {
        ArrayNode array = Json.array();
        all.forEach(it -> array.add(json(it)));
        return array;
    }

    private static ObjectNode json(AuditWindow window) {
        Recurrence recurrence = window.recurrence();
        ObjectNode json = Json.object();
        json.put("incarnation", window.incarnation());
        json.put("expression", recurrence.expression().canonical());
        json.put("timezone", recurrence.timezone().getId());
        put(json, "start", recurrence.start());
        put(json, "end", recurrence.end());
        put(json, "anchor", recurrence.anchor());
        json.put("grace_seconds", window.grace().toSeconds());
        put(json, "after", window.after());
        put(json, "until", window.until());
        return json;
    }

    /**
     * Reads the windows of a record.
     *
     * @param array as {@link #write} returned it; anything but an array reads as empty, because older records have none
     * @throws IllegalArgumentException for an array that {@link #write} cannot have returned
     * @throws java.time.DateTimeException for a time that {@link #write} cannot have returned
     * @throws com.rezagent.schedules.error.RefusedException for an expression that {@link #write} cannot have returned
     */
    public static List<AuditWindow> read(JsonNode array) {
        List<AuditWindow> all = new ArrayList<>();
        if (array.isArray()) {
            array.forEach(it -> all.add(window(it)));
        }
        return all;
    }

    private static AuditWindow window(JsonNode json) {
        Recurrence recurrence = new Recurrence(
                Expression.parse(text(json, "expression")).expression(),
                ZoneId.of(text(json, "timezone")),
                instantOrNull(json, "start"),
                instantOrNull(json, "end"),
                instant(json, "anchor"));
        return new AuditWindow(
                text(json, "incarnation"),
                recurrence,
                Duration.ofSeconds(number(json, "grace_seconds")),
                instant(json, "after"),
                instant(json, "until"));
    }
}
