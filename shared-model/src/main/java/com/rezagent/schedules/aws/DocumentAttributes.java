package com.rezagent.schedules.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Converts JSON documents to and from the attributes of a DynamoDB item. */
final class DocumentAttributes {
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
        ObjectNode json = Json.object();
        attributes.forEach((name, value) -> {
            switch (value.type()) {
                case S -> json.put(name, value.s());
                case N -> json.set(name, number(value.n()));
                case BOOL -> json.put(name, value.bool());
                case M -> json.set(name, document(value.m()));
                case L -> json.set(name, array(value.l()));
                default -> {}
            }
        });
        return json;
    }

    private static ArrayNode array(List<AttributeValue> values) {
        ArrayNode json = Json.array();
        values.forEach(it -> json.add(document(Map.of("it", it)).path("it")));
        return json;
    }

    private static JsonNode number(String text) {
        BigDecimal number = new BigDecimal(text);
        ArrayNode one = Json.array();
        return number.scale() <= 0 && number.precision() - number.scale() <= 18
                ? one.add(number.longValue()).get(0)
                : one.add(number).get(0);
    }
}
