package com.rezagent.schedules.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * An opaque JSON object that users own: kept and handed on, never interpreted. Immutable. Two are equal when they hold
 * the same fields with the same values, whatever the order. {@link #toString()} never shows the content.
 */
public final class JsonObject {
    private final ObjectNode node;
    private final String text;

    private JsonObject(ObjectNode node) {
        this.node = node;
        this.text = Json.write(node);
    }

    public static JsonObject of(ObjectNode node) {
        return new JsonObject(node.deepCopy());
    }

    /** @throws com.rezagent.schedules.error.RefusedException {@code invalid_json} when it is not one JSON object */
    public static JsonObject parse(String text) {
        return new JsonObject(Json.parseObject(text));
    }

    public static JsonObject empty() {
        return new JsonObject(Json.object());
    }

    /** Compact JSON text. */
    public String text() {
        return text;
    }

    /** A copy that the caller may change. */
    public ObjectNode toNode() {
        return node.deepCopy();
    }

    /** The value of a top-level field where it is a string. */
    public Optional<String> string(String field) {
        return Optional.ofNullable(node.get(field)).filter(JsonNode::isTextual).map(JsonNode::textValue);
    }

    /** Whether the text survives UTF-8; a lone surrogate would not. */
    public boolean isEncodable() {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonObject that && node.equals(that.node);
    }

    @Override
    public int hashCode() {
        return node.hashCode();
    }

    @Override
    public String toString() {
        return "JsonObject[" + text.length() + " characters]";
    }
}
