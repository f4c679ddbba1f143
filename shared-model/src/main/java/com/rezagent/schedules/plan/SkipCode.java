package com.rezagent.schedules.plan;

import java.util.Locale;

/** Why a firing is skipped. */
public enum SkipCode {
    DELETED("deleted"),
    FAILED("failed"),
    BEFORE_CREATION("before_creation: scheduled before the schedule was created"),
    OUTDATED("outdated: the schedule has changed and no longer fires then"),
    PAUSED("paused");

    private final String reason;

    SkipCode(String reason) {
        this.reason = reason;
    }

    /** Returns the name in lower case, as the first word of the recorded reason. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the recorded reason. */
    String reason() {
        return reason;
    }
}
