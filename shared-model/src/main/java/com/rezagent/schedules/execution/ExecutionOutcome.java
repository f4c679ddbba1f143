package com.rezagent.schedules.execution;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** State or outcome of an execution. */
public enum ExecutionOutcome {
    /** Claimed, and not ended yet. */
    IN_PROGRESS,
    PUBLISHED,
    SKIPPED,
    /** The topic refused the message permanently; a late delivery may still try again. */
    FAILED,
    /** Expected, but not recorded by the end of its grace period; a late delivery may still execute it. */
    MISSED;

    /** Returns the name in lower case, as stored and shown in the API. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the outcome with the given text; empty if there is none. */
    public static Optional<ExecutionOutcome> of(String text) {
        return Arrays.stream(values()).filter(it -> it.text().equals(text)).findFirst();
    }

    /**
     * Returns whether the outcome never changes: published and skipped. Executions with any other outcome can be
     * claimed again.
     */
    public boolean isFinal() {
        return this == PUBLISHED || this == SKIPPED;
    }
}
