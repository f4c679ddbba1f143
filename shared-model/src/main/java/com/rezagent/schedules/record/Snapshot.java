package com.rezagent.schedules.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.record.Change.Field;
import com.rezagent.schedules.record.Change.Values;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What changes show of a record: the fields that commands change. Not thread-safe. */
public final class Snapshot {
    private final Change.Subject subject;
    private final @Nullable Replaceable replaceable;
    private final Map<Key, JsonNode> fields = new LinkedHashMap<>();

    /**
     * The part of a record that is replaced as a whole: the definition of a schedule, the settings of a group.
     *
     * @param value equal to another's if and only if nothing was changed
     * @param json returns it as JSON; called only for one that was changed
     * @param onlyNamed fields whose values changes do not show
     */
    public record Replaceable(Object value, Supplier<ObjectNode> json, Set<String> onlyNamed) {}

    /** @param element distinguishes the values of a field that has several */
    private record Key(String field, String element) {}

    /** @param replaceable null if the record has none */
    public Snapshot(Change.Subject subject, @Nullable Replaceable replaceable) {
        this.subject = subject;
        this.replaceable = replaceable;
    }

    Change.Subject subject() {
        return subject;
    }

    /** Adds a field and returns this. */
    public Snapshot with(String field, @Nullable String value) {
        if (value != null) {
            fields.put(new Key(field, ""), TextNode.valueOf(value));
        }
        return this;
    }

    /** Adds a field and returns this. */
    public Snapshot with(String field, @Nullable Instant value) {
        return with(field, value == null ? null : value.toString());
    }

    /** Adds a field that has several values, each of which is added and removed by itself, and returns this. */
    public Snapshot withEach(String field, Collection<String> values) {
        values.forEach(value -> fields.put(new Key(field, value), TextNode.valueOf(value)));
        return this;
    }

    /** Returns the fields whose values differ. */
    List<Field> fieldsChangedSince(@Nullable Snapshot before) {
        Map<Key, JsonNode> old = before == null ? Map.of() : before.fields;
        List<Field> changed = new ArrayList<>();
        for (Key key : union(fields.keySet(), old.keySet())) {
            JsonNode from = old.getOrDefault(key, NullNode.getInstance());
            JsonNode to = fields.getOrDefault(key, NullNode.getInstance());
            if (!from.equals(to)) {
                changed.add(new Field(key.field, new Values(from, to)));
            }
        }
        changed.addAll(partsReplaced(before == null ? null : before.replaceable));
        return changed;
    }

    private List<Field> partsReplaced(@Nullable Replaceable old) {
        List<Field> changed = new ArrayList<>();
        if (replaceable == null || (old != null && replaceable.value.equals(old.value))) {
            return changed;
        }
        ObjectNode from = old == null ? Json.object() : old.json.get();
        ObjectNode to = replaceable.json.get();
        for (String name : union(names(to), names(from))) {
            JsonNode oldValue = value(from, name);
            JsonNode newValue = value(to, name);
            if (replaceable.onlyNamed.contains(name)) {
                if (!oldValue.equals(newValue)) {
                    changed.add(new Field(name, null));
                }
            } else {
                Values values = new Values(asStored(oldValue), asStored(newValue));
                if (!values.from().equals(values.to())) {
                    changed.add(new Field(name, values));
                }
            }
        }
        return changed;
    }

    private static Set<String> names(ObjectNode json) {
        Set<String> names = new LinkedHashSet<>();
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode value(ObjectNode json, String name) {
        JsonNode value = json.get(name);
        return value == null ? NullNode.getInstance() : value;
    }

    /** Returns a value as it is read after it was stored, so that both are equal. An empty object is no value. */
    private static JsonNode asStored(JsonNode value) {
        return value.isObject() && value.isEmpty() ? NullNode.getInstance() : Json.parse(Json.write(value));
    }

    private static <T> Set<T> union(Set<T> first, Set<T> second) {
        Set<T> all = new LinkedHashSet<>(first);
        all.addAll(second);
        return all;
    }

    /** Returns what this one replaced of the state before; see {@link Change#replaced}. */
    @Nullable
    JsonObject replacedOf(Snapshot before) {
        Replaceable old = before.replaceable;
        if (replaceable == null || (old != null && replaceable.value.equals(old.value))) {
            return null;
        }
        return old == null ? JsonObject.empty() : JsonObject.parse(Json.write(old.json.get()));
    }
}
