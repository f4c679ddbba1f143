package com.rezagent.schedules.settings;

import java.util.List;

/** The environment can't be what was meant. The message lists every mistake, a line each; the function must not start. */
public final class InvalidEnvironmentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> mistakes;

    InvalidEnvironmentException(List<String> mistakes) {
        super("The environment has " + (mistakes.size() == 1 ? "a mistake" : mistakes.size() + " mistakes") + ":\n  "
                + String.join("\n  ", mistakes));
        this.mistakes = List.copyOf(mistakes);
    }

    /** One sentence for each mistake: the variable, what is wrong with it, and what would be right. */
    public List<String> mistakes() {
        return mistakes;
    }
}
