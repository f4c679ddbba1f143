package com.rezagent.schedules.command;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a command asks for, in the order of {@link com.rezagent.schedules.schedule.Stamp} ranks. */
public enum Action {
    CREATE,
    UPDATE,
    RESUME,
    PAUSE,
    DELETE,
    /** Writes no register, so its rank decides nothing. */
    TRIGGER;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public int rank() {
        return ordinal();
    }

    public static Optional<Action> of(String text) {
        return Arrays.stream(values()).filter(it -> it.text().equals(text)).findFirst();
    }
}
