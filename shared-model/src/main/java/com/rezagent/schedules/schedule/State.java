package com.rezagent.schedules.schedule;

import java.util.Locale;

/** The requested state, from the existence and running registers. Responses show the derived {@link Status}. */
public enum State {
    ACTIVE,
    PAUSED,
    DELETED;

    private final String text = name().toLowerCase(Locale.ROOT);

    public String text() {
        return text;
    }

    public static State of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
