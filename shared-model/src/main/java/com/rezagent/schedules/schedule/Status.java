package com.rezagent.schedules.schedule;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a schedule is seen as; derived from its record, and stored only so that lists can be queried by it. */
public enum Status {
    /** Asked for, never yet seen by EventBridge. */
    PENDING,
    ACTIVE,
    PAUSED,
    /** EventBridge refused this version for good. */
    FAILED,
    /** No firing is left and the last one is recorded. */
    COMPLETED,
    DELETED;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it fires, or will once it is resumed. */
    boolean mayFire() {
        return this == PENDING || this == ACTIVE || this == PAUSED;
    }

    public static Optional<Status> of(String text) {
        return Arrays.stream(values()).filter(it -> it.text().equals(text)).findFirst();
    }
}
