package com.rezagent.schedules.webapi.http;

import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.ObjectReader;
import java.time.Instant;
import java.util.LinkedHashMap;
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

    private final Map<String, String> values = new LinkedHashMap<>();
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
        } else if (values.putIfAbsent(name.get(), value.get()) != null) {
            errors.field(name.get(), "duplicate parameter; send it once");
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
        String value = values.get(name);
        if (value != null && value.isBlank()) {
            errors.field(name, "must not be empty; leave it out instead");
            return null;
        }
        return value;
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
