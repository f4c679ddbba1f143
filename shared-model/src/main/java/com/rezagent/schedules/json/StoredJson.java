package com.rezagent.schedules.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes fields of stored JSON. A field without a value is absent; null reads as absent. All reading methods
 * throw {@link IllegalArgumentException} for a required field that is absent or of another type.
 */
public final class StoredJson {
    private static final String WHOLE_SECONDS = "0000-00-00T00:00:00Z";

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
        return instant(text(json, field));
    }

    public static @Nullable Instant instantOrNull(JsonNode json, String field) {
        String text = textOrNull(json, field);
        return text == null ? null : instant(text);
    }

    /**
     * Returns the instant in a text that {@link Instant#toString} returned. Whole seconds, which most stored times are, take a
     * fraction of the time of {@link Instant#parse}: a list reads some hundred of them.
     *
     * @throws java.time.DateTimeException for any other text
     */
    public static Instant instant(String text) {
        if (!isInWholeSeconds(text)) {
            return Instant.parse(text);
        }
        return LocalDateTime.of(
                        digits(text, 0, 4),
                        digits(text, 5, 7),
                        digits(text, 8, 10),
                        digits(text, 11, 13),
                        digits(text, 14, 16),
                        digits(text, 17, 19))
                .toInstant(ZoneOffset.UTC);
    }

    private static boolean isInWholeSeconds(String text) {
        if (text.length() != WHOLE_SECONDS.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char expected = WHOLE_SECONDS.charAt(i);
            char c = text.charAt(i);
            if (expected == '0' ? c < '0' || c > '9' : c != expected) {
                return false;
            }
        }
        return true;
    }

    private static int digits(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }
}
