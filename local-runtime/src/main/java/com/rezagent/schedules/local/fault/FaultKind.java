package com.rezagent.schedules.local.fault;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How a call fails. */
public enum FaultKind {
    /** Refused for now; it had no effect. */
    THROTTLED,
    /** No answer, and no effect. */
    TIMEOUT_BEFORE,
    /** No answer, though it took effect. */
    TIMEOUT_AFTER,
    /** No answer, and it takes effect half a minute later, when its caller has long given up. */
    TIMEOUT_LATE,
    /**
     * No answer, and it takes effect ten seconds later. Until then the engine refuses other writes of that schedule, as
     * EventBridge does with ConflictException.
     */
    TIMEOUT_SLOW,
    /** The caller dies before the call. */
    CRASH_BEFORE,
    /** The caller dies after the call took effect. */
    CRASH_AFTER;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<FaultKind> of(String text) {
        return Arrays.stream(values()).filter(it -> it.text().equals(text)).findFirst();
    }

    /** All of them as people write them. */
    public static List<String> texts() {
        return Arrays.stream(values()).map(FaultKind::text).toList();
    }
}
