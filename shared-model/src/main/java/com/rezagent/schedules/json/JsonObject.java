package com.rezagent.schedules.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * An opaque JSON object of a user: stored and published, never interpreted. Immutable. Two are equal if they have the
 * same fields with the same values, in any order. {@link #toString()} does not show the content.
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

    /**
     * @throws com.rezagent.schedules.error.RefusedException {@code invalid_json} if the text is not exactly one JSON
     *     object
     */
    public static JsonObject parse(String text) {
        return new JsonObject(Json.parseObject(text));
    }

    public static JsonObject empty() {
        return new JsonObject(Json.object());
    }

    /** Returns whether it has no field. */
    public boolean isEmpty() {
        return node.isEmpty();
    }

    /** Returns compact JSON text. */
    public String text() {
        return text;
    }

    /** Returns a copy that the caller may change. */
    public ObjectNode toNode() {
        return node.deepCopy();
    }

    /** Returns the value of a top-level field; empty if it is absent or not a string. */
    public Optional<String> string(String field) {
        return Optional.ofNullable(node.get(field)).filter(JsonNode::isTextual).map(JsonNode::textValue);
    }

    /** Returns whether the text can be encoded as UTF-8; an unpaired surrogate cannot. */
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
