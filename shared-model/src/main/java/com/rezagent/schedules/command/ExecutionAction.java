package com.rezagent.schedules.command;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a command requests of an execution. No register is written, so the ranks order nothing that is stored. */
public enum ExecutionAction implements Action {
    RETRY(10),
    ACKNOWLEDGE(20);

    private final int rank;

    ExecutionAction(int rank) {
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
        return false;
    }

    /** Returns the action with the given text; empty if there is none. */
    public static Optional<ExecutionAction> of(String text) {
        return Arrays.stream(values()).filter(it -> it.text().equals(text)).findFirst();
    }
}
