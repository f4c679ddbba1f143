package com.rezagent.schedules.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes fields of stored JSON. A field without a value is absent; null reads as absent. All reading methods
 * throw {@link IllegalArgumentException} for a required field that is absent or of another type.
 */
public final class StoredJson {
    private StoredJson() {}

    public static void put(ObjectNode json, String field, @Nullable String value) {
        if (value != null) {
            json.put(field, value);
        }
    }

    public static void put(ObjectNode json, String field, @Nullable Instant value) {
        if (value != null) {
            json.put(field, value.toString());
        }
    }

    public static String text(JsonNode json, String field) {
        String text = textOrNull(json, field);
        if (text == null) {
            throw new IllegalArgumentException("The field " + field + " is required");
        }
        return text;
    }

    public static @Nullable String textOrNull(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (value.isContainerNode()) {
            throw new IllegalArgumentException("The field " + field + " must be a text");
        }
        return value.isNull() || value.isMissingNode() ? null : value.asText();
    }

    public static long number(JsonNode json, String field) {
        JsonNode value = json.required(field);
        if (!value.isIntegralNumber()) {
            throw new IllegalArgumentException("The field " + field + " must be a whole number");
        }
        return value.longValue();
    }

    public static @Nullable Long numberOrNull(JsonNode json, String field) {
        return json.hasNonNull(field) ? (Long) number(json, field) : null;
    }

    public static Instant instant(JsonNode json, String field) {
        return Instant.parse(text(json, field));
    }

    public static @Nullable Instant instantOrNull(JsonNode json, String field) {
        String text = textOrNull(json, field);
        return text == null ? null : Instant.parse(text);
    }
}
