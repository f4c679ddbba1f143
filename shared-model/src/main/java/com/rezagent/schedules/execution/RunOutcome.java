package com.rezagent.schedules.execution;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** State or outcome of the run of an execution at its consumer. */
public enum RunOutcome {
    /** An attempt is published, and its report is awaited. */
    WAITING,
    /** An attempt failed, and another one is due or under way. */
    RETRYING,
    /** Reported. Never changes. */
    SUCCEEDED,
    /** Reported, or the topic refused an attempt after the first; a later report of success corrects it. */
    FAILED,
    /** No report arrived in time; a later report of success corrects it. */
    TIMED_OUT,
    /** A retry was due, but no longer wanted. */
    CANCELLED;

    /** Returns the name in lower case, as stored and shown in the API. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the outcome with the given text; empty if there is none. */
    public static Optional<RunOutcome> of(String text) {
        return Arrays.stream(values()).filter(it -> it.text().equals(text)).findFirst();
    }
}
