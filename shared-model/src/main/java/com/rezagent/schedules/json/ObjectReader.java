package com.rezagent.schedules.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.ValidationErrors;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of one JSON object strictly. A field that is absent or {@code null} reads as {@code null}; one with
 * an invalid value adds an error that names it, and reads as absent. {@link #refuseUnknown} adds an error for
 * each field that was not read. Not thread-safe.
 */
public final class ObjectReader {
    /** RFC 3339, section 5.6; seconds are required. */
    private static final Pattern RFC_3339 =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?([Zz]|[+-]\\d{2}:\\d{2})");

    /** What is wrong with a text that {@link #hasControlCharacters has control characters} but may not have any. */
    public static final String LINE_RULE = "must be one line without control characters; remove them";

    /** The last year of RFC 3339; an offset may move a time into the next year in UTC. */
    private static final int LAST_YEAR = 9_999;

    private static final String EXAMPLE = "write it like 2026-11-07T11:00:00Z";

    private static final int MAX_SHOWN = 40;
    private static final String INVALID = "The request is invalid";

    private final ObjectNode node;
    private final String prefix;
    private final ValidationErrors errors;
    private final @Nullable Kind kind;
    private final Set<String> known = new TreeSet<>();
    private final Set<String> ignored = new TreeSet<>();

    /** The code and message of errors that are not those of a certain field. */
    private record Kind(ErrorCode code, String message) {}

    public ObjectReader(ObjectNode node, ValidationErrors errors) {
        this(node, "", errors, null);
    }

    private ObjectReader(ObjectNode node, String prefix, ValidationErrors errors, @Nullable Kind kind) {
        this.node = node;
        this.prefix = prefix;
        this.errors = errors;
        this.kind = kind;
    }

    /** Adds an error of a field, with this reader's code and message. */
    public void error(String field, String problem) {
        if (kind == null) {
            errors.field(prefix + field, problem);
        } else {
            errors.add(kind.code, kind.message, prefix + field + ": " + problem);
        }
    }

    /** Returns whether the field is present and not {@code null}. */
    public boolean has(String field) {
        return node.hasNonNull(field);
    }

    /** Reads a string. */
    public @Nullable String string(String field) {
        return kind == null
                ? string(field, ErrorCode.INVALID_REQUEST, INVALID)
                : string(field, kind.code, kind.message);
    }

    /** Reads a string; any other value adds an error with this code and message. */
    public @Nullable String string(String field, ErrorCode code, String message) {
        JsonNode value = value(field);
        if (value == null || value.isTextual()) {
            return value == null ? null : value.textValue();
        }
        errors.add(code, message, prefix + field + ": must be a string, not " + kind(value));
        return null;
    }

    /** Adds an error with this code and message if the field is present and not a string; null is not a string. */
    public void requireStringIfPresent(String field, ErrorCode code, String message) {
        if (string(field, code, message) == null && node.path(field).isNull()) {
            errors.add(code, message, prefix + field + ": must be a string, not null; leave it out");
        }
    }

    /** Reads a whole number in the range, both ends included. */
    public @Nullable Integer integer(String field, int min, int max) {
        JsonNode value = value(field);
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber()) {
            error(field, "must be a whole number, not " + kind(value));
            return null;
        }
        if (!value.canConvertToInt() || value.intValue() < min || value.intValue() > max) {
            error(field, "must be from " + min + " to " + max);
            return null;
        }
        return value.intValue();
    }

    /** Reads a number in the range, both ends included. */
    public @Nullable Double decimal(String field, BigDecimal min, BigDecimal max) {
        JsonNode value = value(field);
        if (value == null) {
            return null;
        }
        if (!value.isNumber()) {
            error(field, "must be a number, not " + kind(value));
            return null;
        }
        // Compared before it is converted, which would round a number just beyond the range to its end.
        BigDecimal exact = value.decimalValue();
        if (exact.compareTo(min) < 0 || exact.compareTo(max) > 0) {
            error(field, "must be from " + min.toPlainString() + " to " + max.toPlainString());
            return null;
        }
        return exact.doubleValue();
    }

    /** Reads a whole number of at least 0. */
    public @Nullable Long nonNegativeLong(String field) {
        return wholeNumber(field, 0);
    }

    /** Reads a whole number of at least {@code min}. */
    public @Nullable Long wholeNumber(String field, long min) {
        JsonNode value = value(field);
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < min) {
            error(field, "must be a whole number from " + min);
            return null;
        }
        return value.longValue();
    }

    /** Reads a boolean, by default {@code false}. */
    public boolean bool(String field) {
        JsonNode value = value(field);
        if (value != null && !value.isBoolean()) {
            error(field, "must be true or false, not " + kind(value));
        }
        return value != null && value.booleanValue();
    }

    /** Reads a string of at most this many characters (code points) that can be encoded as UTF-8. */
    public @Nullable String text(String field, int maxCharacters) {
        String text = string(field);
        if (text == null) {
            return null;
        }
        if (text.codePointCount(0, text.length()) > maxCharacters) {
            error(field, "must have at most " + String.format(Locale.ROOT, "%,d", maxCharacters) + " characters");
            return null;
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            error(field, "contains an unpaired surrogate, which cannot be encoded as UTF-8");
            return null;
        }
        return text;
    }

    /** As {@link #text}, without control characters. */
    public @Nullable String line(String field, int maxCharacters) {
        String text = text(field, maxCharacters);
        if (text != null && hasControlCharacters(text)) {
            errors.field(prefix + field, LINE_RULE);
            return null;
        }
        return text;
    }

    public static boolean hasControlCharacters(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    /** Reads an RFC 3339 time, in full precision. */
    public @Nullable Instant instant(String field) {
        return instant(field, ErrorCode.INVALID_REQUEST, INVALID);
    }

    private @Nullable Instant instant(String field, ErrorCode code, String message) {
        String text = string(field, code, message);
        if (text == null) {
            return null;
        }
        try {
            if (RFC_3339.matcher(text).matches()) {
                OffsetDateTime time = OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
                if (time.getYear() >= 0 && time.getYear() <= LAST_YEAR) {
                    return time.toInstant();
                }
                errors.add(
                        code,
                        message,
                        prefix + field + ": must be in the years 0000 to " + LAST_YEAR + " of UTC; " + EXAMPLE);
                return null;
            }
        } catch (DateTimeException e) {
            errors.add(code, message, prefix + field + ": \"" + shown(text) + "\" is not a valid time; " + EXAMPLE);
            return null;
        }
        errors.add(code, message, prefix + field + ": must be an RFC 3339 time; " + EXAMPLE);
        return null;
    }

    /** Reads an RFC 3339 time in whole seconds, EventBridge Scheduler's resolution for dates. */
    public @Nullable Instant wholeSecond(String field) {
        return wholeSecond(field, ErrorCode.INVALID_REQUEST, INVALID);
    }

    /** Same as {@link #wholeSecond(String)}; an error has this code and message. */
    public @Nullable Instant wholeSecond(String field, ErrorCode code, String message) {
        Instant instant = instant(field, code, message);
        if (instant != null && !instant.truncatedTo(ChronoUnit.SECONDS).equals(instant)) {
            errors.add(code, message, prefix + field + ": must be in whole seconds; " + EXAMPLE);
            return null;
        }
        return instant;
    }

    /** Reads an object; any other value adds an error with this code and message. */
    public @Nullable ObjectNode object(String field, ErrorCode code, String message) {
        JsonNode value = value(field);
        if (value == null || value instanceof ObjectNode) {
            return (ObjectNode) value;
        }
        errors.add(code, message, prefix + field + ": must be a JSON object, not " + kind(value));
        return null;
    }

    /**
     * Returns a reader of a nested object that adds to the same errors; {@code null} if it is absent or not an object.
     */
    public @Nullable ObjectReader nested(String field) {
        return kind == null
                ? nested(field, object(field, ErrorCode.INVALID_REQUEST, INVALID), null)
                : nested(field, kind.code, kind.message);
    }

    /** Same as {@link #nested(String)}; each error of the nested object, too, has this code and message. */
    public @Nullable ObjectReader nested(String field, ErrorCode code, String message) {
        return nested(field, object(field, code, message), new Kind(code, message));
    }

    private @Nullable ObjectReader nested(String field, @Nullable ObjectNode object, @Nullable Kind itsKind) {
        return object == null ? null : new ObjectReader(object, prefix + field + ".", errors, itsKind);
    }

    /** Same as {@link #nested}, but adds no error if the field is not an object. */
    public @Nullable ObjectReader nestedIfObject(String field) {
        return value(field) instanceof ObjectNode object
                ? new ObjectReader(object, prefix + field + ".", errors, kind)
                : null;
    }

    /** Counts a field as read. */
    public void known(String field) {
        known.add(field);
    }

    /** Allows fields that are not read; {@link #refuseUnknown} does not list them as allowed. */
    public void ignore(Set<String> fields) {
        ignored.addAll(fields);
    }

    /** Adds an error for each field that was neither read nor ignored. */
    public void refuseUnknown() {
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name) && !ignored.contains(name)) {
                error(shown(name), "unknown field; allowed fields are " + String.join(", ", known));
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
                .limit(MAX_SHOWN)
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return clean.length() < text.length() ? clean + "…" : clean;
    }
}
