package com.rezagent.schedules.schedule;

import java.util.Locale;

/** The state register: what was asked for. What is shown is the derived {@link Status}. */
public enum State {
    ACTIVE,
    PAUSED,
    DELETED;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static State of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
