package com.rezagent.schedules.log;

import java.time.Instant;
import java.util.Map;

/**
 * Something that happened.
 *
 * @param name a stable snake_case word, e.g. {@code command_decided}
 * @param fields values are strings, numbers or booleans, in the order given
 */
public record LogEvent(Instant at, Level level, String name, Map<String, Object> fields) {
    /** How much it matters. */
    public enum Level {
        DEBUG,
        INFO,
        WARN,
        ERROR
    }

    /** A field, or the empty string where there is none. */
    public String text(String field) {
        return String.valueOf(fields.getOrDefault(field, ""));
    }
}
