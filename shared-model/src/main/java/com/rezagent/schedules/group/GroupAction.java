package com.rezagent.schedules.group;

import com.rezagent.schedules.command.Action;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a command requests of a group. Ranks order commands of the same instant, and are stored. */
public enum GroupAction implements Action {
    PUT_GROUP(20),
    RESUME_GROUP(40),
    PAUSE_GROUP(70),
    DELETE_GROUP(80);

    private final int rank;

    GroupAction(int rank) {
        this.rank = rank;
    }

    /** Returns the name in lower case. */
    @Override
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public boolean canBeOvertaken() {
        return this == DELETE_GROUP;
    }

    /** Returns the action with the given text; empty if there is none. */
    public static Optional<GroupAction> of(String text) {
        return Arrays.stream(values()).filter(it -> it.text().equals(text)).findFirst();
    }
}
