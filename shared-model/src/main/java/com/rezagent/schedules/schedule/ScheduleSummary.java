package com.rezagent.schedules.schedule;

import com.rezagent.schedules.expression.Recurrence;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A schedule in a list: all but the payload, the arguments and the counters. It contains what the indexes project.
 */
public record ScheduleSummary(
        ScheduleId id,
        ScheduleName name,
        Timing timing,
        Target target,
        @Nullable String description,
        RetryPolicy retryPolicy,
        Status status,
        @Nullable String statusReason,
        @Nullable String engineArn,
        String createdBy,
        Instant createdAt,
        Instant updatedAt,
        Instant anchor,
        long version,
        List<String> warnings,
        @Nullable Instant expiresAt) {

    public ScheduleSummary {
        warnings = List.copyOf(warnings);
    }

    /**
     * Returns the summary of a record.
     *
     * @throws NullPointerException for an orphan's tombstone, which has no definition and is never listed
     */
    public static ScheduleSummary of(Schedule schedule) {
        Definition definition = schedule.requireDefinition();
        return new ScheduleSummary(
                schedule.id(),
                definition.name(),
                definition.timing(),
                definition.target(),
                definition.description(),
                definition.retryPolicy(),
                schedule.status(),
                schedule.statusReason().orElse(null),
                schedule.engineArn(),
                schedule.createdBy(),
                schedule.createdAt(),
                schedule.updatedAt(),
                schedule.anchor(),
                schedule.version(),
                schedule.warnings(),
                schedule.expiresAt());
    }

    /** Returns when the schedule fires while it is active. */
    public Recurrence recurrence() {
        return timing.recurrence(anchor);
    }
}
