package com.rezagent.schedules.webapi.http;

import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.ValidationErrors;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A query string, read strictly: unknown, repeated and malformed parameters are faults that name them. */
public final class Query {
    private static final int SHOWN = 40;

    private final Map<String, String> values = new LinkedHashMap<>();
    private final ValidationErrors errors = new ValidationErrors();

    private Query() {}

    /**
     * Reads a query string.
     *
     * @param raw undecoded, without its question mark
     * @param known what the route takes
     * @throws RefusedException {@code invalid_request} naming each parameter that is unknown, repeated or not encoded
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
                    "is not a known parameter; "
                            + (known.isEmpty()
                                    ? "this route takes none"
                                    : "known are " + String.join(", ", new TreeSet<>(known))));
        } else if (value.isEmpty()) {
            errors.field(name.get(), "is not percent-encoded UTF-8; encode it");
        } else if (values.putIfAbsent(name.get(), value.get()) != null) {
            errors.field(name.get(), "is given twice; give it once");
        }
    }

    private static Optional<String> decoded(String encoded) {
        return PercentEncoding.decode(encoded.replace('+', ' '));
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** Adds a fault about a parameter. */
    public void refuse(String name, String problem) {
        errors.field(name, problem);
    }

    /** The value; null where the parameter is absent, or is blank, which is a fault. */
    public @Nullable String text(String name) {
        String value = values.get(name);
        if (value != null && value.isBlank()) {
            errors.field(name, "must not be empty; leave it out instead");
            return null;
        }
        return value;
    }

    /** As {@link #text(String)}; null, and a fault, also where the value is not usable. */
    public @Nullable String text(String name, Predicate<String> isUsable, String problem) {
        String value = text(name);
        if (value != null && !isUsable.test(value)) {
            errors.field(name, problem);
            return null;
        }
        return value;
    }

    /** A whole number in the range, both ends included; {@code standIn} where the parameter is absent. */
    public int wholeNumber(String name, int min, int max, int standIn) {
        String text = text(name);
        if (text == null) {
            return standIn;
        }
        int value = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
        if (value < min || value > max) {
            errors.field(name, "must be a whole number from " + min + " to " + max);
            return standIn;
        }
        return value;
    }

    /** One of some words; null where the parameter is absent, or is no such word, which is a fault. */
    public <T> @Nullable T word(String name, Function<String, Optional<T>> reading, String choices) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        Optional<T> value = reading.apply(text);
        if (value.isEmpty()) {
            errors.field(name, "use " + choices);
        }
        return value.orElse(null);
    }

    /** @throws RefusedException {@code invalid_request} with every fault found so far, when there are any */
    public void throwIfAny() {
        errors.throwIfAny();
    }

    private static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(SHOWN).map(c -> c < ' ' || c > '~' ? '?' : c).forEach(shown::appendCodePoint);
        return text.length() > SHOWN ? shown.append('…').toString() : shown.toString();
    }
}
