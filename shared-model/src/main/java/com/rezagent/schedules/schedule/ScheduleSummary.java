package com.rezagent.schedules.schedule;

import com.rezagent.schedules.expression.Recurrence;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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

    /** Returns the same as {@link Schedule#nextExecution}. */
    public Optional<Instant> nextExecution(Instant now) {
        return status.isFiring() ? recurrence().next(now) : Optional.empty();
    }

    /** Returns the same as {@link Schedule#warnings(Instant)}. */
    public List<String> warnings(Instant now) {
        return status.mayFire() ? Schedule.allWarnings(warnings, recurrence().warnings(now)) : warnings;
    }

    private Recurrence recurrence() {
        return timing.recurrence(anchor);
    }
}
