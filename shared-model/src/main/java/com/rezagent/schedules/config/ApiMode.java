package com.rezagent.schedules.config;

import java.util.Locale;

/** Which requests a stage's Web API accepts. */
public enum ApiMode {
    ENABLED,
    /** Schedules can be listed and read, but not changed; they continue to fire. */
    READ_ONLY,
    DISABLED;

    /** Returns the value in the environment: {@code enabled}, {@code read-only} or {@code disabled}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static ApiMode of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
