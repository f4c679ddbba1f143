package com.rezagent.schedules.settings;

import java.util.Locale;

/** What a stage lets callers of its Web API do. */
public enum ApiMode {
    ENABLED,
    /** Schedules can be listed and read, and go on firing; nothing can be changed. */
    READ_ONLY,
    DISABLED;

    /** As the environment has it: {@code enabled}, {@code read-only}, {@code disabled}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static ApiMode of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
