package com.rezagent.schedules.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
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
import java.util.HexFormat;
import java.util.LinkedHashMap;

/**
 * Reads and writes JSON. Reading is strict: one value, no duplicate fields, numbers exactly as written. Thread-safe.
 */
public final class Json {
    private static final int MAX_NAME_CHARACTERS = 50_000;
    private static final int MAX_NUMBER_CHARACTERS = 1_000;
    private static final int MAX_STRING_CHARACTERS = 20_000_000;
    private static final int MAX_DEPTH = 1_000;
    private static final int FIRST_BYTE_OF_SURROGATES = 0xED;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNameLength(MAX_NAME_CHARACTERS)
                            .maxNumberLength(MAX_NUMBER_CHARACTERS)
                            .maxStringLength(MAX_STRING_CHARACTERS)
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Json() {}

    /**
     * Reads exactly one JSON value.
     *
     * @throws RefusedException {@code invalid_json}, with the location of the error but none of the text
     */
    public static JsonNode parse(String text) {
        if (!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
            throw invalid("The text starts with a byte order mark, U+FEFF, which JSON must not have; remove it");
        }
        try {
            JsonNode node = MAPPER.readTree(text);
            if (node == null || node.isMissingNode()) {
                throw invalid("The text is empty; send one JSON object");
            }
            return node;
        } catch (StreamConstraintsException e) {
            throw invalid(limit(e));
        } catch (JsonProcessingException e) {
            throw invalid(location(e));
        } catch (NumberFormatException e) {
            // Jackson throws it for an exponent too large for BigDecimal. Its message quotes the text, so it is not
            // used.
            throw invalid("A number's exponent is out of range; use one of at most nine digits");
        }
    }

    /** Same as {@link #parse(String)}, from UTF-8 bytes. */
    public static JsonNode parse(byte[] utf8) {
        return parse(new String(utf8, StandardCharsets.UTF_8));
    }

    /**
     * Reads exactly one JSON object.
     *
     * @throws RefusedException {@code invalid_json} if the text is not JSON or not an object
     */
    public static ObjectNode parseObject(String text) {
        if (parse(text) instanceof ObjectNode object) {
            return object;
        }
        throw invalid("The JSON value must be an object, written in braces");
    }

    /**
     * Returns compact JSON text. Unicode noncharacters are escaped because SQS refuses messages that contain U+FFFE or
     * U+FFFF.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html">SendMessage</a>
     */
    public static String write(JsonNode node) {
        try {
            return escapeNoncharacters(MAPPER.writeValueAsString(node));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A JSON tree could not be written", e);
        }
    }

    /** Returns compact JSON as UTF-8, with the same escapes as {@link #write}, and of half of a surrogate pair. */
    public static byte[] writeBytes(JsonNode node) {
        try {
            byte[] utf8 = MAPPER.writeValueAsBytes(node);
            return isBelowSurrogates(utf8) ? utf8 : write(node).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A JSON tree could not be written", e);
        }
    }

    /** Returns an empty, mutable object. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Returns an empty, mutable object with room for so many fields. */
    public static ObjectNode object(int fields) {
        return new ObjectNode(JsonNodeFactory.instance, new LinkedHashMap<>(fields * 4 / 3 + 1));
    }

    /** Returns an empty, mutable array. */
    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** Escapes noncharacters. In JSON text they can only occur in strings, where an escape is valid. */
    private static String escapeNoncharacters(String json) {
        if (isBelowSurrogates(json) || json.codePoints().noneMatch(Json::isNoncharacter)) {
            return json;
        }
        StringBuilder escaped = new StringBuilder(json.length() + 16);
        json.codePoints().forEach(c -> {
            if (isNoncharacter(c)) {
                for (char unit : Character.toChars(c)) {
                    escaped.append("\\u").append(HexFormat.of().withUpperCase().toHexDigits(unit));
                }
            } else {
                escaped.appendCodePoint(c);
            }
        });
        return escaped.toString();
    }

    /** Returns whether no character can be a noncharacter or a half of one, which most texts tell fast. */
    private static boolean isBelowSurrogates(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= Character.MIN_SURROGATE) {
                return false;
            }
        }
        return true;
    }

    /** Same as {@link #isBelowSurrogates(String)}, of UTF-8: the first byte of each of these characters says it. */
    private static boolean isBelowSurrogates(byte[] utf8) {
        for (byte b : utf8) {
            if ((b & 0xFF) >= FIRST_BYTE_OF_SURROGATES) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNoncharacter(int c) {
        return (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
    }

    private static String limit(StreamConstraintsException e) {
        String message = String.valueOf(e.getOriginalMessage());
        if (message.contains("getMaxNameLength")) {
            return "A field's name has more than " + MAX_NAME_CHARACTERS + " characters; shorten it";
        }
        if (message.contains("getMaxNestingDepth")) {
            return "The JSON nests deeper than " + MAX_DEPTH + " levels; flatten it";
        }
        if (message.contains("getMaxNumberLength")) {
            return "A number has more than " + MAX_NUMBER_CHARACTERS + " characters; send it as a string";
        }
        return "A string has more than " + MAX_STRING_CHARACTERS + " characters; shorten it";
    }

    private static String location(JsonProcessingException e) {
        var at = e.getLocation();
        String reason = e.getOriginalMessage() != null && e.getOriginalMessage().startsWith("Duplicate field")
                ? "Duplicate field"
                : "Not valid JSON";
        return at == null || at.getLineNr() < 0
                ? reason
                : reason + " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }

    private static RefusedException invalid(String detail) {
        return new RefusedException(ErrorCode.INVALID_JSON, "The text is not a valid JSON object", detail);
    }
}
