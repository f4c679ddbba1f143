package com.rezagent.schedules.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Mutates valid input at random: JSON trees field by field, text character by character. */
final class RandomMutator {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final List<String> SNIPPETS = List.of(
            "\"",
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\\",
            "null",
            "NaN",
            "-1",
            "-0",
            "1e999",
            "1E+999999999",
            "9".repeat(400),
            "9".repeat(1_500),
            "\\u0000",
            "\\ud800",
            "\uD800",
            "\u0000",
            "\u2028",
            "ü",
            "u\u0308",
            "\uFEFF",
            "😀",
            "%",
            "%2F",
            "%00",
            "%C0%AF",
            "%ud800",
            "+",
            "&",
            "=",
            ";",
            "/",
            "//",
            "/../",
            "*",
            "L",
            "W",
            "#",
            "true",
            " ",
            "\n",
            "\r\nx-a: b",
            "\"name\":",
            "\"payload\":",
            "9999-12-31T23:59:59Z",
            "0000-01-01T00:00:00+18:00",
            "cron(",
            "rate(2147483647 days)",
            "at(1970-01-01T00:00:00)",
            "I",
            "ı",
            "İ");

    private final Random random;

    RandomMutator(Random random) {
        this.random = random;
    }

    /** Returns the text with 0 to 3 mutations: characters deleted, duplicated, cut off at the end, or snippets inserted. */
    String mutateText(String text) {
        StringBuilder mutated = new StringBuilder(text);
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(mutated.length() + 1);
            int to = Math.min(mutated.length(), at + random.nextInt(6));
            switch (random.nextInt(5)) {
                case 0 -> mutated.delete(at, to);
                case 1 -> mutated.insert(random.nextInt(mutated.length() + 1), mutated.substring(at, to));
                case 2 -> mutated.setLength(at);
                default -> mutated.replace(at, random.nextBoolean() ? to : at, any(SNIPPETS));
            }
        }
        return mutated.toString();
    }

    /** Returns a copy of the tree with 1 to 3 mutations: fields added, removed, renamed, copied or set to another type. */
    ObjectNode mutateTree(ObjectNode tree) {
        ObjectNode mutated = tree.deepCopy();
        for (int i = random.nextInt(3); i >= 0; i--) {
            List<ObjectNode> objects = new ArrayList<>();
            collectObjects(mutated, objects);
            ObjectNode object = any(objects);
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            if (names.isEmpty() || random.nextInt(8) == 0) {
                object.set(mutateText("field" + random.nextInt(3)), randomValue());
            } else {
                mutateField(object, names);
            }
        }
        return mutated;
    }

    private void mutateField(ObjectNode object, List<String> names) {
        String name = any(names);
        switch (random.nextInt(6)) {
            case 0 -> object.remove(name);
            case 1 -> object.set(mutateText(name), object.remove(name));
            case 2 -> {
                JsonNode other = object.get(any(names));
                object.set(name, other.deepCopy());
            }
            case 3 -> object.set(name, randomValue());
            default -> {
                JsonNode value = object.get(name);
                object.set(name, value.isTextual() ? NODES.textNode(mutateText(value.textValue())) : randomValue());
            }
        }
    }

    private static void collectObjects(ObjectNode object, List<ObjectNode> objects) {
        objects.add(object);
        for (JsonNode child : object) {
            if (child instanceof ObjectNode it) {
                collectObjects(it, objects);
            }
        }
    }

    private JsonNode randomValue() {
        return switch (random.nextInt(14)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(random.nextBoolean());
            case 2 -> NODES.numberNode(random.nextLong() >> random.nextInt(64));
            case 3 -> NODES.numberNode(new BigInteger(random.nextInt(3_000), random));
            case 4 -> NODES.numberNode(new BigDecimal("1E" + (random.nextInt() >> (1 + random.nextInt(24)))));
            case 5 -> NODES.numberNode(random.nextGaussian());
            case 6 -> NODES.textNode("");
            case 7 -> NODES.textNode(any(SNIPPETS));
            case 8 -> NODES.textNode(any(SNIPPETS).repeat(1 + random.nextInt(200)));
            case 9 -> Json.array();
            case 10 -> Json.array().add(random.nextInt()).add("x").addNull();
            case 11 -> Json.object();
            case 12 -> nested(1 << random.nextInt(9));
            default -> Json.object().put("a", "b").put("name", 1);
        };
    }

    /** Returns a number inside alternating arrays and objects, {@code levels} deep. */
    static JsonNode nested(int levels) {
        JsonNode nested = NODES.numberNode(1);
        for (int i = 0; i < levels; i++) {
            if (i % 2 == 0) {
                ArrayNode array = Json.array();
                nested = array.add(nested);
            } else {
                nested = Json.object().set("n", nested);
            }
        }
        return nested;
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
