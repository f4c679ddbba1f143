package com.rezagent.schedules.execution;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How an execution stands. */
public enum ExecutionOutcome {
    /** Claimed, and not yet heard of again. */
    IN_PROGRESS,
    PUBLISHED,
    SKIPPED,
    /** The topic refused it for good; a late delivery may still try. */
    FAILED,
    /** Expected, and not seen by the end of its grace; a late delivery may still make it. */
    MISSED;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<ExecutionOutcome> of(String text) {
        return Arrays.stream(values()).filter(it -> it.text().equals(text)).findFirst();
    }

    /** Published and skipped stay; all else may be claimed again. */
    public boolean isFinal() {
        return this == PUBLISHED || this == SKIPPED;
    }
}
