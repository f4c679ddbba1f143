package com.rezagent.schedules.plan;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why a firing is skipped. */
public enum SkipCode {
    DELETED(null),
    FAILED(null),
    BEFORE_CREATION("scheduled before the schedule was created"),
    OUTDATED("the schedule has changed and no longer fires then"),
    PAUSED(null),
    /** A skip of exactly this firing. */
    SKIP_REQUESTED(null),
    /** The group of the schedule is paused. */
    GROUP_PAUSED(null),
    /** Another execution has not ended, and the run policy does not let them overlap. */
    PREVIOUS_RUNNING(null);

    private final @Nullable String detail;

    SkipCode(@Nullable String detail) {
        this.detail = detail;
    }

    /** Returns the name in lower case, as the first word of the recorded reason. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns what the code means where it does not say it itself; null otherwise. */
    @Nullable
    String detail() {
        return detail;
    }
}
