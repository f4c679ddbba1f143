package com.rezagent.schedules.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.expression.Expression;
import com.rezagent.schedules.expression.Recurrence;
import com.rezagent.schedules.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is unaudited, as stores keep it with the record: an array, about 300 bytes for each stretch. */
public final class AuditWindowJson {
    private AuditWindowJson() {}

    public static ArrayNode write(List<AuditWindow> all) {
        ArrayNode array = Json.array();
        all.forEach(it -> array.add(json(it)));
        return array;
    }

    private static ObjectNode json(AuditWindow one) {
        Recurrence recurrence = one.recurrence();
        ObjectNode json = Json.object();
        json.put("incarnation", one.incarnation());
        json.put("expression", recurrence.expression().canonical());
        json.put("timezone", recurrence.timezone().getId());
        put(json, "start", recurrence.start());
        put(json, "end", recurrence.end());
        put(json, "anchor", recurrence.anchor());
        json.put("grace_seconds", one.grace().toSeconds());
        put(json, "after", one.after());
        put(json, "until", one.until());
        return json;
    }

    private static void put(ObjectNode json, String field, @Nullable Instant instant) {
        if (instant != null) {
            json.put(field, instant.toString());
        }
    }

    /**
     * @param array as {@link #write} made it; anything that is no array reads as nothing, since older records have none
     * @throws IllegalArgumentException for an array that this class can't have written, as are {@code DateTimeException} and
     *     {@code RefusedException}
     */
    public static List<AuditWindow> read(JsonNode array) {
        List<AuditWindow> all = new ArrayList<>();
        if (array.isArray()) {
            array.forEach(it -> all.add(unaudited(it)));
        }
        return all;
    }

    private static AuditWindow unaudited(JsonNode json) {
        Recurrence recurrence = new Recurrence(
                Expression.parse(text(json, "expression")).expression(),
                ZoneId.of(text(json, "timezone")),
                instantOrNull(json, "start"),
                instantOrNull(json, "end"),
                instant(json, "anchor"));
        return new AuditWindow(
                text(json, "incarnation"),
                recurrence,
                Duration.ofSeconds(json.required("grace_seconds").longValue()),
                instant(json, "after"),
                instant(json, "until"));
    }

    private static String text(JsonNode json, String field) {
        return json.required(field).asText();
    }

    private static Instant instant(JsonNode json, String field) {
        return Instant.parse(text(json, field));
    }

    private static @Nullable Instant instantOrNull(JsonNode json, String field) {
        return json.has(field) ? instant(json, field) : null;
    }
}
