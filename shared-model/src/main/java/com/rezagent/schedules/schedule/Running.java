package com.rezagent.schedules.schedule;

import java.util.Locale;

/** The value of the running register: whether a schedule that exists fires. */
public enum Running {
    RUNNING,
    PAUSED;

    /** Returns the value as stored: its name in lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Running of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
