package com.rezagent.schedules.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Mutates valid input at random: JSON trees field by field, text character by character. */
abstract class RandomMutator {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final List<String> SNIPPETS = Stream.of(
                    ("\"¦{¦}¦[¦]¦:¦,¦\\¦null¦NaN¦-1¦-0¦1e999¦1E+999999999¦9{400}¦9{1500}¦\\u0000¦\\ud800¦\uD800¦\u0000"
                                    + "¦\u2028¦ü¦u\u0308¦\uFEFF¦😀¦%¦%2F¦%00¦%C0%AF¦%ud800¦+¦&¦=¦;¦/¦//¦/../¦*¦L¦W¦#¦true¦ ¦\n"
                                    + "¦\r\nx-a: b¦\"name\":¦\"payload\":¦9999-12-31T23:59:59Z¦0000-01-01T00:00:00+18:00¦cron("
                                    + "¦rate(2147483647 days)¦at(1970-01-01T00:00:00)¦I¦ı¦İ")
                            .split("¦"))
            .map(it -> it.startsWith("9{") ? "9".repeat(Integer.parseInt(it.substring(2, it.length() - 1))) : it)
            .toList();

    final Random random;

    RandomMutator(Random random) {
        this.random = random;
    }

    /** Returns the text with 0 to 3 mutations: characters deleted, duplicated, cut off at the end, or snippets inserted. */
    final String mutateText(String text) {
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
    final ObjectNode mutateTree(ObjectNode tree) {
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
            case 2 -> object.set(name, object.get(any(names)).<JsonNode>deepCopy());
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

    /**
     * Returns a copy of a definition's object with a payload around the size limit, deep nesting, very many fields or an
     * overlong value.
     *
     * @param more the most words that the payload may have beyond the limit
     * @param addValue adds the overlong value to the copy
     */
    final ObjectNode oversized(ObjectNode whole, int more, Consumer<ObjectNode> addValue) {
        ObjectNode big = whole.deepCopy();
        ObjectNode body = big.path("schedule") instanceof ObjectNode schedule ? schedule : big;
        switch (random.nextInt(4)) {
            case 0 -> body.putObject("payload").put("x", Secrets.PAYLOAD.repeat(23_700 + random.nextInt(more)));
            case 1 -> body.putObject("payload").set("x", nested(60 + random.nextInt(900)));
            case 2 -> {
                for (int i = random.nextInt(20_000); i > 0; i--) {
                    body.put("f" + i, 1);
                }
            }
            default -> addValue.accept(big);
        }
        return big;
    }

    /** Returns a number inside alternating arrays and objects, {@code levels} deep. */
    private static JsonNode nested(int levels) {
        JsonNode nested = NODES.numberNode(1);
        for (int i = 0; i < levels; i++) {
            nested = i % 2 == 0 ? Json.array().add(nested) : Json.object().set("n", nested);
        }
        return nested;
    }

    final boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    final <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
