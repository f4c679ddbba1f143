package com.rezagent.schedules.schedule;

import com.rezagent.schedules.record.Pause;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The status of a schedule in responses. It is derived from the record, and stored only so that lists can be queried by
 * it.
 */
public enum Status {
    /** Created, but not yet converged to EventBridge. */
    PENDING,
    ACTIVE,
    PAUSED,
    /** EventBridge refused this version permanently. */
    FAILED,
    /** No firing is left, and the last one was recorded or its grace is over. */
    COMPLETED,
    DELETED;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** Returns the derived status: the first that applies of deleted, failed, completed, paused, pending, active. */
    static Status of(Schedule schedule) {
        if (schedule.isDeleted()) {
            return DELETED;
        }
        if (schedule.isRefusedByEngine()) {
            return FAILED;
        }
        if (schedule.isCompleted()) {
            return COMPLETED;
        }
        if (schedule.state() == State.PAUSED) {
            return PAUSED;
        }
        return schedule.convergedVersion() == 0 ? PENDING : ACTIVE;
    }

    /**
     * Returns the status at a time.
     *
     * @param pause the last pause; null for none
     */
    Status at(Instant now, @Nullable Pause pause) {
        boolean isLive = this == PENDING || this == ACTIVE;
        return isLive && pause != null && pause.covers(now) ? PAUSED : this;
    }

    public String text() {
        return text;
    }

    /** Returns the status with this text; empty if there is none. */
    public static Optional<Status> of(String text) {
        return Arrays.stream(values()).filter(it -> it.text().equals(text)).findFirst();
    }
}
