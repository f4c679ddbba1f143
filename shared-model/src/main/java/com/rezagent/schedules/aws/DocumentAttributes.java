package com.rezagent.schedules.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.rezagent.schedules.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Converts JSON documents to and from the attributes of a DynamoDB item. */
final class DocumentAttributes {
    /** Every whole number of that many digits is a long. */
    private static final int MAX_LONG_DIGITS = 18;

    private DocumentAttributes() {}

    /** Returns the attributes in a new map that the caller may change. */
    static Map<String, AttributeValue> of(ObjectNode document) {
        Map<String, AttributeValue> attributes = new HashMap<>();
        document.properties().forEach(it -> attributes.put(it.getKey(), value(it.getValue())));
        return attributes;
    }

    private static AttributeValue value(JsonNode json) {
        return switch (json.getNodeType()) {
            case STRING -> AttributeValue.fromS(json.textValue());
            case NUMBER -> AttributeValue.fromN(json.asText());
            case BOOLEAN -> AttributeValue.fromBool(json.booleanValue());
            case OBJECT -> AttributeValue.fromM(of((ObjectNode) json));
            case ARRAY -> {
                List<AttributeValue> values = new ArrayList<>();
                json.forEach(it -> values.add(value(it)));
                yield AttributeValue.fromL(values);
            }
            case NULL, MISSING, BINARY, POJO ->
                throw new IllegalArgumentException("A document must not contain " + json.getNodeType());
        };
    }

    /** Returns the document. Attributes of types that no document has, such as sets, are left out. */
    static ObjectNode document(Map<String, AttributeValue> attributes) {
        ObjectNode json = Json.object(attributes.size());
        attributes.forEach((name, value) -> {
            JsonNode node = node(value);
            if (node != null) {
                json.set(name, node);
            }
        });
        return json;
    }

    private static @Nullable JsonNode node(AttributeValue value) {
        return switch (value.type()) {
            case S -> TextNode.valueOf(value.s());
            case N -> number(value.n());
            case BOOL -> BooleanNode.valueOf(value.bool());
            case M -> document(value.m());
            case L -> array(value.l());
            default -> null;
        };
    }

    private static ArrayNode array(List<AttributeValue> values) {
        ArrayNode json = Json.array();
        for (AttributeValue value : values) {
            JsonNode node = node(value);
            if (node != null) {
                json.add(node);
            }
        }
        return json;
    }

    private static JsonNode number(String text) {
        if (text.length() <= MAX_LONG_DIGITS && isDigits(text)) {
            return LongNode.valueOf(Long.parseLong(text));
        }
        BigDecimal number = new BigDecimal(text);
        return number.scale() <= 0 && number.precision() - number.scale() <= MAX_LONG_DIGITS
                ? LongNode.valueOf(number.longValue())
                : DecimalNode.valueOf(number);
    }

    private static boolean isDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
