package com.rezagent.schedules.local.fault;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How a call fails. */
public enum FaultKind {
    /** The call is throttled; it has no effect. */
    THROTTLED,
    /** The call times out; it has no effect. */
    TIMEOUT_BEFORE,
    /** The call times out after it took effect. */
    TIMEOUT_AFTER,
    /** The call times out and takes effect 30 seconds later, long after its caller has stopped waiting. */
    TIMEOUT_LATE,
    /**
     * The call times out and takes effect ten seconds later. Until then the engine refuses other writes of that
     * schedule, as EventBridge does with ConflictException.
     */
    TIMEOUT_SLOW,
    /** The caller crashes before the call. */
    CRASH_BEFORE,
    /** The caller crashes after the call took effect. */
    CRASH_AFTER;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the fault kind of a text, as {@link #text} returns it; empty if there is none. */
    public static Optional<FaultKind> of(String text) {
        return Arrays.stream(values()).filter(it -> it.text().equals(text)).findFirst();
    }

    /** Returns the texts of all fault kinds. */
    public static List<String> texts() {
        return Arrays.stream(values()).map(FaultKind::text).toList();
    }
}
