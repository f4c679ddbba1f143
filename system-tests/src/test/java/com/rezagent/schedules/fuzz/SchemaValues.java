package com.rezagent.schedules.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.contract.SchemaDocument;
import com.rezagent.schedules.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Generates values that follow a schema or nearly do. Patterns are met by using the schema's examples. */
abstract class SchemaValues extends RandomMutator {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int MAX_DEPTH = 12;

    /** Values that the schemas cannot describe: more expressions, and times around the start of the fuzz test. */
    private static final Map<String, List<String>> EXTRA_VALUES = Map.of(
            "schedule_expression",
            List.of(
                    "cron(0/15 8-17 ? NOV-FEB MON-FRI 2027-2199)",
                    "cron(0 0 L-3 * ? *)",
                    "cron(0 0 15W * ? *)",
                    "cron(0 0 ? * 6#2 *)",
                    "cron(30 2 * * ? *)",
                    "rate(1 minute)",
                    "rate(7 days)",
                    "at(2025-11-06T21:00:00)",
                    "at(2026-03-29T02:30:00)"),
            "timezone",
            List.of("UTC", "Europe/Berlin", "Asia/Kathmandu", "Pacific/Apia"),
            "name",
            List.of("a", "weekly", "Grüße", "é", "name with spaces", "daily-pebble-beach-tee-time "),
            "start_date",
            List.of("2025-11-06T20:30:00Z", "2025-11-06T20:26:00Z", "9999-12-31T23:59:59-18:00"),
            "end_date",
            List.of("2025-11-06T20:31:00Z", "2199-12-31T23:59:59Z", "9999-12-31T23:59:59-18:00"),
            "from",
            List.of("2025-11-06T20:30:00.5Z", "0000-01-01T00:00:00+18:00", "9999-12-31T23:59:59Z"));

    private final SchemaDocument document;

    SchemaValues(SchemaDocument document, Random random) {
        super(random);
        this.document = document;
    }

    /** Returns a random value for the schema at a JSON pointer. */
    final JsonNode at(String pointer) {
        return value(document.json().at(pointer), "", 0);
    }

    private JsonNode value(JsonNode schema, String field, int depth) {
        if (field.equals("payload") || field.equals("arguments")) {
            return random.nextInt(6) == 0 && field.equals("arguments") ? NODES.nullNode() : opaque(3);
        }
        if (field.equals("description")) {
            return NODES.textNode(Secrets.PAYLOAD + " of four");
        }
        if (EXTRA_VALUES.containsKey(field) && random.nextInt(3) == 0) {
            return NODES.textNode(any(EXTRA_VALUES.get(field)));
        }
        JsonNode resolved = resolve(schema);
        for (String choice : List.of("oneOf", "anyOf")) {
            if (resolved.has(choice)) {
                return value(any(resolved.get(choice).valueStream().toList()), field, depth + 1);
            }
        }
        if (resolved.has("const")) {
            return resolved.get("const");
        }
        if (resolved.has("enum")) {
            return any(resolved.get("enum").valueStream().toList());
        }
        return value(resolved, type(resolved), field, depth);
    }

    private JsonNode value(JsonNode schema, String type, String field, int depth) {
        if (type.equals("object") && depth < MAX_DEPTH) {
            return object(schema, depth);
        }
        if (schema.has("examples") && random.nextInt(4) > 0) {
            return any(schema.get("examples").valueStream().toList());
        }
        return switch (type) {
            case "integer", "number" -> NODES.numberNode(number(schema));
            case "boolean" -> NODES.booleanNode(random.nextBoolean());
            case "array" -> NODES.arrayNode();
            case "object" -> NODES.objectNode();
            case "string" -> NODES.textNode(text(schema));
            default -> NODES.nullNode();
        };
    }

    private ObjectNode object(JsonNode schema, int depth) {
        Map<String, JsonNode> properties = new LinkedHashMap<>();
        Set<String> required = new TreeSet<>();
        collect(schema, properties, required);
        ObjectNode object = Json.object();
        boolean sparse = random.nextInt(3) > 0;
        properties.forEach((name, property) -> {
            if (required.contains(name) || !sparse || random.nextInt(4) == 0) {
                object.set(name, value(property, name, depth + 1));
            }
        });
        return object;
    }

    /** Collects the properties of a schema and of those that it refers to. */
    private void collect(JsonNode schema, Map<String, JsonNode> properties, Set<String> required) {
        if (schema.has("$ref")) {
            collect(dereference(schema), properties, required);
        }
        schema.path("required").forEach(it -> required.add(it.textValue()));
        schema.path("properties").properties().forEach(it -> properties.put(it.getKey(), it.getValue()));
    }

    /** Returns the schema, or the schema it refers to if it is only a reference. */
    private JsonNode resolve(JsonNode schema) {
        JsonNode at = schema;
        while (at.has("$ref") && !at.has("properties")) {
            at = dereference(at);
        }
        return at;
    }

    private JsonNode dereference(JsonNode schema) {
        return document.json().at(schema.get("$ref").textValue().replaceFirst("^[^#]*#", ""));
    }

    private String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        return type.isArray() ? any(type.valueStream().toList()).textValue() : type.asText("object");
    }

    private long number(JsonNode schema) {
        long min = schema.path("minimum").asLong(0);
        long max = schema.path("maximum").asLong(Math.max(min, 1_000));
        return switch (random.nextInt(4)) {
            case 0 -> min;
            case 1 -> max;
            default -> min + (long) (random.nextDouble() * (max - min));
        };
    }

    private String text(JsonNode schema) {
        int longest = Math.min(schema.path("maxLength").asInt(60), 2_000);
        int length = random.nextInt(8) == 0 ? longest : random.nextInt(longest + 1);
        return random.ints(length, ' ', '~' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Returns a random payload, whose keys and values only its owner may see. */
    final ObjectNode opaque(int levels) {
        ObjectNode object = Json.object();
        for (int i = random.nextInt(4); i >= 0; i--) {
            String key = random.nextBoolean() ? Secrets.PAYLOAD + i : any(List.of("action", "message", "", "a.b"));
            object.set(key, opaqueValue(levels));
        }
        return object;
    }

    private JsonNode opaqueValue(int levels) {
        return switch (random.nextInt(levels > 0 ? 7 : 5)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.numberNode(random.nextLong());
            case 2 -> NODES.numberNode(random.nextGaussian());
            case 3, 4 -> NODES.textNode(Secrets.PAYLOAD);
            case 5 -> opaque(levels - 1);
            default -> {
                ArrayNode array = Json.array();
                for (int i = random.nextInt(3); i > 0; i--) {
                    array.add(opaqueValue(levels - 1));
                }
                yield array;
            }
        };
    }
}
