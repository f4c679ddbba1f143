package com.rezagent.schedules.execution;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The outcome of an execution in the API: that of its run if it has one, else the stored one. */
public enum ShownOutcome {
    IN_PROGRESS,
    PUBLISHED,
    SKIPPED,
    FAILED,
    MISSED,
    WAITING,
    RETRYING,
    SUCCEEDED,
    TIMED_OUT,
    CANCELLED;

    /** Returns the name in lower case, as shown in the API. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the outcome with the given text; empty if there is none. */
    public static Optional<ShownOutcome> of(String text) {
        return Arrays.stream(values()).filter(it -> it.text().equals(text)).findFirst();
    }

    /** Returns a stored outcome. */
    public static ShownOutcome of(ExecutionOutcome stored) {
        return valueOf(stored.name());
    }

    /** Returns the outcome of a run. */
    public static ShownOutcome of(RunOutcome run) {
        return valueOf(run.name());
    }

    /** Returns whether the execution has not ended. */
    public boolean isOpen() {
        return this == IN_PROGRESS || this == WAITING || this == RETRYING;
    }

    /** Returns whether the execution went wrong and needs attention. */
    public boolean isFailure() {
        return this == FAILED || this == TIMED_OUT || this == MISSED;
    }
}
