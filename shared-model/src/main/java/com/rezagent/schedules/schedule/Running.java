package com.rezagent.schedules.schedule;

import java.util.Locale;

/** The value of the running register: whether a schedule that exists fires. */
public enum Running {
    RUNNING,
    PAUSED;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** Returns the value as stored: its name in lower case. */
    public String text() {
        return text;
    }

    public static Running of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
