package com.rezagent.schedules.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.ValidationErrors;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of one JSON object strictly. A field that is absent or {@code null} reads as {@code null}; one of
 * another type adds a fault that names it. {@link #refuseUnknown} refuses what nobody asked for.
 */
public final class ObjectReader {
    /** RFC 3339, section 5.6; seconds are required. */
    private static final Pattern RFC_3339 =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?([Zz]|[+-]\\d{2}:\\d{2})");

    /** The last that RFC 3339 can write; an offset may take a time into the year after it. */
    private static final int LAST_YEAR = 9_999;

    private static final int SHOWN = 40;

    private final ObjectNode node;
    private final String prefix;
    private final ValidationErrors errors;
    private final Set<String> known = new TreeSet<>();
    private final Set<String> ignored = new TreeSet<>();

    public ObjectReader(ObjectNode node, ValidationErrors errors) {
        this(node, "", errors);
    }

    private ObjectReader(ObjectNode node, String prefix, ValidationErrors errors) {
        this.node = node;
        this.prefix = prefix;
        this.errors = errors;
    }

    public boolean has(String field) {
        return node.hasNonNull(field);
    }

    public @Nullable String string(String field) {
        return string(field, ErrorCode.INVALID_REQUEST, "The request is invalid");
    }

    public @Nullable String string(String field, ErrorCode code, String message) {
        JsonNode value = value(field);
        if (value == null || value.isTextual()) {
            return value == null ? null : value.textValue();
        }
        errors.add(code, message, prefix + field + ": must be a string, not " + kind(value));
        return null;
    }

    /** A whole number in the range, both ends included. */
    public @Nullable Integer integer(String field, int min, int max) {
        JsonNode value = value(field);
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber()) {
            errors.field(prefix + field, "must be a whole number, not " + kind(value));
            return null;
        }
        if (!value.canConvertToInt() || value.intValue() < min || value.intValue() > max) {
            errors.field(prefix + field, "must be from " + min + " to " + max);
            return null;
        }
        return value.intValue();
    }

    /** A whole number from 0. */
    public @Nullable Long count(String field) {
        JsonNode value = value(field);
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            errors.field(prefix + field, "must be a whole number from 0");
            return null;
        }
        return value.longValue();
    }

    public boolean bool(String field) {
        JsonNode value = value(field);
        if (value != null && !value.isBoolean()) {
            errors.field(prefix + field, "must be true or false, not " + kind(value));
        }
        return value != null && value.booleanValue();
    }

    /** An RFC 3339 time, as an instant of full precision. */
    public @Nullable Instant instant(String field) {
        String text = string(field);
        if (text == null) {
            return null;
        }
        try {
            if (RFC_3339.matcher(text).matches()) {
                OffsetDateTime time = OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
                if (time.getYear() >= 0 && time.getYear() <= LAST_YEAR) {
                    return time.toInstant();
                }
                errors.field(prefix + field, "must be in the years 0000 to " + LAST_YEAR + " of UTC; " + EXAMPLE);
                return null;
            }
        } catch (DateTimeException e) {
            errors.field(prefix + field, "\"" + shown(text) + "\" is no real time; " + EXAMPLE);
            return null;
        }
        errors.field(prefix + field, "must be an RFC 3339 time; " + EXAMPLE);
        return null;
    }

    private static final String EXAMPLE = "write it like 2026-11-07T11:00:00Z";

    /** An RFC 3339 time in whole seconds, EventBridge Scheduler's resolution for dates. */
    public @Nullable Instant second(String field) {
        Instant instant = instant(field);
        if (instant != null && !instant.truncatedTo(ChronoUnit.SECONDS).equals(instant)) {
            errors.field(prefix + field, "must be in whole seconds; " + EXAMPLE);
            return null;
        }
        return instant;
    }

    public @Nullable ObjectNode object(String field, ErrorCode code, String message) {
        JsonNode value = value(field);
        if (value == null || value instanceof ObjectNode) {
            return (ObjectNode) value;
        }
        errors.add(code, message, prefix + field + ": must be a JSON object, not " + kind(value));
        return null;
    }

    /** The fields of a nested object, sharing this one's faults; {@code null} where it is absent or no object. */
    public @Nullable ObjectReader nested(String field) {
        ObjectNode object = object(field, ErrorCode.INVALID_REQUEST, "The request is invalid");
        return object == null ? null : new ObjectReader(object, prefix + field + ".", errors);
    }

    /** As {@link #nested}, without a fault where the field is absent or no object. */
    public @Nullable ObjectReader inside(String field) {
        return value(field) instanceof ObjectNode object
                ? new ObjectReader(object, prefix + field + ".", errors)
                : null;
    }

    /** Accepts fields that nothing reads; {@link #refuseUnknown} does not name them as known. */
    public void ignore(Set<String> fields) {
        ignored.addAll(fields);
    }

    /** Adds a fault for each field that nothing has asked for. */
    public void refuseUnknown() {
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name) && !ignored.contains(name)) {
                errors.field(prefix + shown(name), "is not a known field; known are " + String.join(", ", known));
            }
        });
    }

    private @Nullable JsonNode value(String field) {
        known.add(field);
        JsonNode value = node.get(field);
        return value == null || value.isNull() ? null : value;
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            case BOOLEAN -> "true or false";
            case NUMBER -> value.isIntegralNumber() ? "a number" : "a fraction";
            case STRING -> "a string";
            default -> "something else";
        };
    }

    private static String shown(String text) {
        String clean = text.codePoints()
                .limit(SHOWN)
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return clean.length() < text.length() ? clean + "…" : clean;
    }
}
