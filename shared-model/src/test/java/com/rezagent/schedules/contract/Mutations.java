package com.rezagent.schedules.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Every JSON object that is one change away from a right one: a field left out, a field that nobody knows, a field with
 * another value of every kind; of an array, its first object. What is opaque is replaced as a whole, and left alone inside.
 */
public final class Mutations {
    /** Whose contents are the user's own. */
    public static final Set<String> OPAQUE = Set.of("payload", "arguments");

    private static final String UNKNOWN = "colour";

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "1",
            "-1",
            "1.5",
            "2.0",
            "1e30",
            "\"\"",
            "\" \"",
            "\"x\"",
            "\"a\\u0007b\"",
            "\"2025-11-06T20:30:00Z\"",
            "\"2025-11-06\"",
            "\"" + "n".repeat(101) + "\"",
            "\"" + "n".repeat(3_000) + "\"",
            "[]",
            "[1]",
            "{}",
            "{\"x\":1}");

    private Mutations() {}

    /**
     * One of them.
     *
     * @param field the path of what was changed, with dots, e.g. {@code schedule.name}
     * @param was what stood there; missing for a field that was added
     * @param is what stands there now; missing for a field that was left out
     */
    public record Mutation(String field, JsonNode was, JsonNode is, ObjectNode whole) {
        public boolean isLeftOut() {
            return is.isMissingNode();
        }

        public boolean isUnknown() {
            return was.isMissingNode();
        }

        /** Whether there is another kind of value now; null is of no kind. */
        public boolean isOfAnotherKind() {
            return !isLeftOut()
                    && !isUnknown()
                    && !was.isNull()
                    && !is.isNull()
                    && is.getNodeType() != was.getNodeType();
        }

        public String name() {
            return field.substring(field.lastIndexOf('.') + 1);
        }

        @Override
        public String toString() {
            String value = isLeftOut() ? "left out" : Json.write(is);
            return field + " " + (value.length() > 60 ? value.substring(0, 60) + "…" : value);
        }
    }

    public static List<Mutation> of(ObjectNode right) {
        List<Mutation> all = new ArrayList<>();
        add(right, List.of(), right, all);
        return all;
    }

    private static void add(ObjectNode right, List<String> path, JsonNode at, List<Mutation> all) {
        List<String> names = new ArrayList<>();
        at.fieldNames().forEachRemaining(names::add);
        add(right, path, UNKNOWN, Json.parse("\"red\""), all);
        for (String name : names) {
            add(right, path, name, null, all);
            VALUES.forEach(value -> add(right, path, name, Json.parse(value), all));
            JsonNode field = at.path(name);
            if (field.isObject() && !OPAQUE.contains(name)) {
                add(right, with(path, name), field, all);
            } else if (field.path(0).isObject()) {
                add(right, with(with(path, name), "0"), field.path(0), all);
            }
        }
    }

    private static List<String> with(List<String> path, String step) {
        List<String> longer = new ArrayList<>(path);
        longer.add(step);
        return longer;
    }

    /** @param value null to leave the field out */
    private static void add(ObjectNode right, List<String> path, String name, JsonNode value, List<Mutation> all) {
        ObjectNode whole = right.deepCopy();
        ObjectNode parent = path.isEmpty() ? whole : (ObjectNode) whole.at("/" + String.join("/", path));
        JsonNode was = parent.path(name);
        if (was.equals(value)) {
            return;
        }
        if (value == null) {
            parent.remove(name);
        } else {
            parent.set(name, value);
        }
        String field = path.isEmpty() ? name : String.join(".", path) + "." + name;
        all.add(new Mutation(field, was, parent.path(name), whole));
    }
}
