package com.rezagent.schedules.config;

import java.util.List;

/** The environment has invalid variables. The message lists every mistake, a line each; the function must not start. */
public final class InvalidEnvironmentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> mistakes;

    InvalidEnvironmentException(List<String> mistakes) {
        super("The environment has " + (mistakes.size() == 1 ? "a mistake" : mistakes.size() + " mistakes") + ":\n  "
                + String.join("\n  ", mistakes));
        this.mistakes = List.copyOf(mistakes);
    }

    /** Returns one sentence per mistake: the variable, what is wrong with it, and what is expected. */
    public List<String> mistakes() {
        return mistakes;
    }
}
