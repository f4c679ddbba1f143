package com.rezagent.schedules.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.rezagent.schedules.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Creates every mutation of a valid JSON object by one change: a field removed, an unknown field added, or a field with
 * another value of every type. In arrays, only the first object is mutated. Opaque objects are only replaced as a
 * whole.
 */
public final class Mutations {
    /** Fields whose content is opaque. */
    public static final Set<String> OPAQUE = Set.of("payload", "arguments");

    private static final String UNKNOWN = "colour";

    private static final JsonNode VALUES = Json.parse("""
            [null, true, 0, 1, -1, 1.5, 2.0, 1e30, "", " ", "x", "a\\u0007b", "2025-11-06T20:30:00Z", "2025-11-06",
             "%s", "%s", [], [1], {}, {"x": 1}]""".formatted("n".repeat(101), "n".repeat(3_000)));

    private Mutations() {}

    /**
     * An object with one change.
     *
     * @param field the dotted path of the changed field, e.g. {@code schedule.name}
     * @param before the value before; missing for an added field
     * @param after the value after; missing for a removed field
     * @param whole the changed object
     */
    public record Mutation(String field, JsonNode before, JsonNode after, ObjectNode whole) {
        public boolean isRemoved() {
            return after.isMissingNode();
        }

        public boolean isUnknown() {
            return before.isMissingNode();
        }

        /** Returns whether the value has another JSON type now; null has no type. */
        public boolean isOfAnotherKind() {
            return !isRemoved()
                    && !isUnknown()
                    && !before.isNull()
                    && !after.isNull()
                    && after.getNodeType() != before.getNodeType();
        }

        public String name() {
            return field.substring(field.lastIndexOf('.') + 1);
        }

        @Override
        public String toString() {
            String value = isRemoved() ? "removed" : Json.write(after);
            return field + " " + (value.length() > 60 ? value.substring(0, 60) + "…" : value);
        }
    }

    public static List<Mutation> of(ObjectNode valid) {
        List<Mutation> all = new ArrayList<>();
        add(valid, "", all);
        return all;
    }

    /** Adds the mutations of the object at a JSON pointer, and of those in it. */
    private static void add(ObjectNode valid, String object, List<Mutation> all) {
        add(valid, object, UNKNOWN, TextNode.valueOf("red"), all);
        valid.at(object).properties().forEach(field -> {
            String name = field.getKey();
            add(valid, object, name, MissingNode.getInstance(), all);
            VALUES.forEach(value -> add(valid, object, name, value.deepCopy(), all));
            if (field.getValue().isObject() && !OPAQUE.contains(name)) {
                add(valid, object + "/" + name, all);
            } else if (field.getValue().path(0).isObject()) {
                add(valid, object + "/" + name + "/0", all);
            }
        });
    }

    /** @param value missing to remove the field */
    private static void add(ObjectNode valid, String object, String name, JsonNode value, List<Mutation> all) {
        ObjectNode whole = valid.deepCopy();
        ObjectNode parent = (ObjectNode) whole.at(object);
        JsonNode was = parent.path(name);
        if (was.equals(value)) {
            return;
        }
        if (value.isMissingNode()) {
            parent.remove(name);
        } else {
            parent.set(name, value);
        }
        String field = (object + "/" + name).substring(1).replace('/', '.');
        all.add(new Mutation(field, was, parent.path(name), whole));
    }
}
