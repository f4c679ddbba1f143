package com.rezagent.schedules.webapi.http;

import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.ObjectReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A query string, read strictly: unknown, duplicate and malformed parameters are errors that name the parameter. */
public final class Query {
    private static final int MAX_NAME_LENGTH = 40;

    /** Parameters that may be sent several times. */
    private static final Set<String> REPEATABLE = Set.of("label");

    private final Map<String, List<String>> values = new LinkedHashMap<>();
    private final ValidationErrors errors = new ValidationErrors();

    private Query() {}

    /**
     * Returns the parameters of a query string.
     *
     * @param raw not decoded, without its question mark
     * @param known the parameters that the route accepts
     * @throws RefusedException {@code invalid_request} naming each parameter that is unknown, duplicate or malformed
     */
    public static Query parse(String raw, Set<String> known) {
        Query query = new Query();
        for (String part : raw.split("&", -1)) {
            if (!part.isEmpty()) {
                query.add(part, known);
            }
        }
        query.throwIfAny();
        return query;
    }

    private void add(String part, Set<String> known) {
        int equals = part.indexOf('=');
        String rawName = equals < 0 ? part : part.substring(0, equals);
        Optional<String> name = decoded(rawName);
        Optional<String> value = decoded(equals < 0 ? "" : part.substring(equals + 1));
        if (name.isEmpty() || !known.contains(name.get())) {
            errors.field(
                    shown(name.orElse(rawName)),
                    "unknown parameter; "
                            + (known.isEmpty()
                                    ? "this route accepts none"
                                    : "allowed parameters are " + String.join(", ", new TreeSet<>(known))));
        } else if (value.isEmpty()) {
            errors.field(name.get(), "is not percent-encoded UTF-8; encode the value");
        } else if (has(name.get()) && !REPEATABLE.contains(name.get())) {
            errors.field(name.get(), "duplicate parameter; send it once");
        } else {
            values.computeIfAbsent(name.get(), it -> new ArrayList<>()).add(value.get());
        }
    }

    private static Optional<String> decoded(String encoded) {
        return PercentEncoding.decode(encoded.replace('+', ' '));
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** Adds an error about a parameter. */
    public void addError(String name, String problem) {
        errors.field(name, problem);
    }

    /** Returns the value; null if the parameter is absent, or blank, which is an error. */
    public @Nullable String text(String name) {
        List<String> all = texts(name);
        return all.isEmpty() ? null : all.get(0);
    }

    /** Returns the values of a parameter that may be sent several times; none if one is blank, which is an error. */
    public List<String> texts(String name) {
        List<String> all = values.getOrDefault(name, List.of());
        if (all.stream().anyMatch(String::isBlank)) {
            errors.field(name, "must not be empty; leave it out instead");
            return List.of();
        }
        return all;
    }

    /**
     * Returns the values of a parameter that has them separated by commas; none if the parameter is absent, or has more, an
     * empty or a duplicate value, which is an error.
     */
    public List<String> list(String name, int maxLength) {
        String text = text(name);
        if (text == null) {
            return List.of();
        }
        List<String> all = List.of(text.split(",", -1));
        if (all.size() > maxLength) {
            errors.field(name, "has " + all.size() + " values; at most " + maxLength + " are allowed");
            return List.of();
        }
        if (all.stream().anyMatch(String::isBlank) || new HashSet<>(all).size() < all.size()) {
            errors.field(name, "must be distinct values separated by commas");
            return List.of();
        }
        return all;
    }

    /** As {@link #text(String)}; also null, and an error, if the value is not valid. */
    public @Nullable String text(String name, Predicate<String> isValid, String problem) {
        String value = text(name);
        if (value != null && !isValid.test(value)) {
            errors.field(name, problem);
            return null;
        }
        return value;
    }

    /** Returns a whole number in the range, both ends included; {@code defaultValue} if the parameter is absent. */
    public int wholeNumber(String name, int min, int max, int defaultValue) {
        String text = text(name);
        if (text == null) {
            return defaultValue;
        }
        int value = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
        if (value < min || value > max) {
            errors.field(name, "must be a whole number from " + min + " to " + max);
            return defaultValue;
        }
        return value;
    }

    /** Returns an RFC 3339 time in whole seconds; null if the parameter is absent, or another value, which is an error. */
    public @Nullable Instant wholeSecond(String name) {
        String text = text(name);
        return text == null ? null : new ObjectReader(Json.object().put(name, text), errors).wholeSecond(name);
    }

    /** Returns one of several allowed values; null if the parameter is absent, or another value, which is an error. */
    public <T> @Nullable T choice(String name, Function<String, Optional<T>> parser, String choices) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        Optional<T> value = parser.apply(text);
        if (value.isEmpty()) {
            errors.field(name, "use " + choices);
        }
        return value.orElse(null);
    }

    /**
     * Throws if any error was found.
     *
     * @throws RefusedException {@code invalid_request} listing every error found so far
     */
    public void throwIfAny() {
        errors.throwIfAny();
    }

    private static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .limit(MAX_NAME_LENGTH)
                .map(c -> c < ' ' || c > '~' ? '?' : c)
                .forEach(shown::appendCodePoint);
        return text.length() > MAX_NAME_LENGTH ? shown.append('…').toString() : shown.toString();
    }
}
