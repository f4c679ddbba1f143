package com.rezagent.schedules.command;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What a command asks for. Ranks order commands of the same instant, and are stored: create &lt; update &lt; move &lt; resume
 * &lt; unskip &lt; skip &lt; pause &lt; delete. Numbers are left for those that come.
 */
public enum Action {
    CREATE(10),
    UPDATE(20),
    RESUME(40),
    PAUSE(70),
    DELETE(80),
    /** Writes no register. Of the same instant it is asked for last, so that a create asked for with it never makes it stale. */
    TRIGGER(90);

    private final int rank;

    Action(int rank) {
        this.rank = rank;
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public int rank() {
        return rank;
    }

    public static Optional<Action> of(String text) {
        return Arrays.stream(values()).filter(it -> it.text().equals(text)).findFirst();
    }
}
