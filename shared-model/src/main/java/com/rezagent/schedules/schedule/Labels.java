package com.rezagent.schedules.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.ObjectReader;
import com.rezagent.schedules.record.PrintableText;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The labels of a schedule, by key. They serve to filter lists and have no other effect. */
public record Labels(SortedMap<String, String> byKey) {
    public static final Labels NONE = new Labels(Map.of());

    static final int MAX_LABELS = 10;
    static final int MAX_VALUE = 64;

    /** What is wrong with a key that {@link #isKey} rejects. */
    public static final String KEY_RULE = "a key has 1 to 32 of a-z, 0-9, _, . and -";

    /** What is wrong with a value that {@link #isValue} rejects. */
    public static final String VALUE_RULE = "a value has 1 to 64 printable characters";

    private static final Pattern KEY = Pattern.compile("[a-z0-9_.-]{1,32}");
    private static final int MAX_SHOWN = 40;

    public Labels {
        byKey = Collections.unmodifiableSortedMap(new TreeMap<>(byKey));
    }

    public Labels(Map<String, String> byKey) {
        this(new TreeMap<>(byKey));
    }

    public static boolean isKey(String text) {
        return KEY.matcher(text).matches();
    }

    public static boolean isValue(String text) {
        return text.codePointCount(0, text.length()) <= MAX_VALUE && PrintableText.isPrintable(text, 2 * MAX_VALUE);
    }

    public boolean isEmpty() {
        return byKey.isEmpty();
    }

    /** Returns whether each of the other labels is among these, with the same value. */
    public boolean containsAll(Labels others) {
        return byKey.entrySet().containsAll(others.byKey.entrySet());
    }

    /** Reads the field {@code labels}; null is none, and so is one that adds errors. */
    static Labels read(ObjectReader reader, ValidationErrors errors) {
        ObjectNode json = reader.object("labels", ErrorCode.INVALID_REQUEST, "The request is invalid");
        if (json == null) {
            return NONE;
        }
        if (json.size() > MAX_LABELS) {
            errors.field("labels", "has " + json.size() + " labels; at most " + MAX_LABELS + " are allowed");
            return NONE;
        }
        Map<String, String> labels = new TreeMap<>();
        json.properties().forEach(it -> {
            String problem = problem(it.getKey(), it.getValue());
            if (problem == null) {
                labels.put(it.getKey(), it.getValue().textValue());
            } else {
                errors.field("labels." + shown(it.getKey()), problem);
            }
        });
        return new Labels(labels);
    }

    private static @Nullable String problem(String key, JsonNode value) {
        if (!isKey(key)) {
            return KEY_RULE + "; rename it";
        }
        if (!value.isTextual()) {
            return "must be a string" + (value.isNull() ? ", not null; leave it out to remove the label" : "");
        }
        return isValue(value.textValue()) ? null : VALUE_RULE + "; correct it or leave it out";
    }

    private static String shown(String key) {
        StringBuilder shown = new StringBuilder();
        key.codePoints()
                .limit(MAX_SHOWN)
                .map(c -> c <= ' ' || c > '~' ? '?' : c)
                .forEach(shown::appendCodePoint);
        return key.codePointCount(0, key.length()) > MAX_SHOWN
                ? shown.append('…').toString()
                : shown.toString();
    }

    /** Returns the labels in their stored form, which {@link #json} returns; none if it is absent. */
    static Labels stored(JsonNode json) {
        if (json.isEmpty()) {
            return NONE;
        }
        Map<String, String> labels = new TreeMap<>();
        json.properties().forEach(it -> labels.put(it.getKey(), it.getValue().asText()));
        return new Labels(labels);
    }

    /** Returns an object with a string for each label. */
    public ObjectNode json() {
        ObjectNode json = Json.object();
        byKey.forEach(json::put);
        return json;
    }
}
