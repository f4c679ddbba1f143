package com.rezagent.schedules.log;

import java.time.Instant;
import java.util.Map;

/**
 * An event to be logged.
 *
 * @param name a stable name in snake_case, e.g. {@code command_decided}
 * @param fields in order; values are strings, numbers or booleans
 */
public record LogEvent(Instant at, Level level, String name, Map<String, Object> fields) {
    /** The severity. */
    public enum Level {
        DEBUG,
        INFO,
        WARN,
        ERROR
    }

    /** Returns a field's value as text; the empty string if the event does not have it. */
    public String text(String field) {
        return String.valueOf(fields.getOrDefault(field, ""));
    }
}
