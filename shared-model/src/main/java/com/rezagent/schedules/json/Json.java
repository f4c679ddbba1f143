package com.rezagent.schedules.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import java.nio.charset.StandardCharsets;

/**
 * The one JSON mapper. Reading is strict: one value, no duplicate keys, numbers kept exactly as written.
 * Thread-safe.
 */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Json() {}

    /**
     * Reads exactly one JSON value.
     *
     * @throws RefusedException {@code invalid_json}, with the place of the fault but none of the text
     */
    public static JsonNode parse(String text) {
        try {
            JsonNode node = MAPPER.readTree(text);
            if (node == null || node.isMissingNode()) {
                throw invalid("The text is empty; send one JSON object");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw invalid(place(e));
        } catch (NumberFormatException e) {
            // Jackson's own, which quotes the text, for an exponent that no BigDecimal has.
            throw invalid("A number's exponent is out of range; use one of at most nine digits");
        }
    }

    /** As {@link #parse(String)}, from UTF-8 bytes. */
    public static JsonNode parse(byte[] utf8) {
        return parse(new String(utf8, StandardCharsets.UTF_8));
    }

    /**
     * Reads exactly one JSON object.
     *
     * @throws RefusedException {@code invalid_json} when the text is not JSON or is another kind of value
     */
    public static ObjectNode parseObject(String text) {
        if (parse(text) instanceof ObjectNode object) {
            return object;
        }
        throw invalid("The JSON value must be an object, written in braces");
    }

    /** Compact JSON text. */
    public static String write(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A JSON tree could not be written", e);
        }
    }

    /** Compact JSON as UTF-8. */
    public static byte[] writeBytes(JsonNode node) {
        return write(node).getBytes(StandardCharsets.UTF_8);
    }

    /** An empty, mutable object. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** An empty, mutable array. */
    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    private static String place(JsonProcessingException e) {
        var at = e.getLocation();
        String reason = e.getOriginalMessage() != null && e.getOriginalMessage().startsWith("Duplicate field")
                ? "A field stands twice"
                : "Not valid JSON";
        return at == null || at.getLineNr() < 0
                ? reason
                : reason + " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }

    private static RefusedException invalid(String detail) {
        return new RefusedException(ErrorCode.INVALID_JSON, "The text is not a valid JSON object", detail);
    }
}
