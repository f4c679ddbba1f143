package com.rezagent.schedules.aws;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Collects what a write sets, removes and is conditional on. Uses placeholders because many names are reserved words.
 */
final class UpdateExpression {
    private final List<String> sets = new ArrayList<>();
    private final List<String> removes = new ArrayList<>();
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, AttributeValue> values = new HashMap<>();

    void set(String name, AttributeValue value) {
        sets.add(name(name) + " = " + value(value));
    }

    /** Sets an attribute if it is absent. */
    void setIfAbsent(String name, AttributeValue value) {
        sets.add("%1$s = if_not_exists(%1$s, %2$s)".formatted(name(name), value(value)));
    }

    /** Adds to a number; an absent one counts as 0. */
    void increase(String name, long by) {
        sets.add("%1$s = if_not_exists(%1$s, %2$s) + %3$s"
                .formatted(
                        name(name), value(AttributeValue.fromN("0")), value(AttributeValue.fromN(Long.toString(by)))));
    }

    void remove(String name) {
        removes.add(name(name));
    }

    /** Sets a value of an attribute that is a map; the attribute must exist. */
    void setIn(String map, String key, AttributeValue value) {
        sets.add(name(map) + "." + name(key) + " = " + value(value));
    }

    /** Removes a value of an attribute that is a map, if it is there; the attribute must exist. */
    void removeIn(String map, String key) {
        removes.add(name(map) + "." + name(key));
    }

    /** Returns a placeholder for an attribute's name. */
    String name(String name) {
        names.put("#" + name, name);
        return "#" + name;
    }

    /** Returns a placeholder for a value. */
    String value(AttributeValue value) {
        String placeholder = ":v" + values.size();
        values.put(placeholder, value);
        return placeholder;
    }

    Map<String, String> names() {
        return names;
    }

    Map<String, AttributeValue> values() {
        return values;
    }

    /** Returns the values; null for none, because DynamoDB refuses an empty map. */
    private @Nullable Map<String, AttributeValue> usedValues() {
        return values.isEmpty() ? null : values;
    }

    private String expression() {
        String set = sets.isEmpty() ? "" : "SET " + String.join(", ", sets);
        String remove = removes.isEmpty() ? "" : "REMOVE " + String.join(", ", removes);
        return (set + " " + remove).strip();
    }

    /**
     * Returns a request, to which a condition may be added. The placeholders of the condition must be created before
     * this call.
     */
    UpdateItemRequest.Builder request(String table, Map<String, AttributeValue> key) {
        return UpdateItemRequest.builder()
                .tableName(table)
                .key(key)
                .updateExpression(expression())
                .expressionAttributeNames(names)
                .expressionAttributeValues(usedValues());
    }

    /** Like {@link #request}, for a transaction. */
    Update.Builder inTransaction(String table, Map<String, AttributeValue> key) {
        return Update.builder()
                .tableName(table)
                .key(key)
                .updateExpression(expression())
                .expressionAttributeNames(names)
                .expressionAttributeValues(usedValues());
    }
}
