package com.rezagent.schedules.schedule;

import java.util.Locale;

/** The requested state, from the existence and running registers. Responses show the derived {@link Status}. */
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
