package com.rezagent.schedules.schedule;

import com.rezagent.schedules.expression.Recurrence;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.record.ResourceName;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * A schedule in a list: all but the counters and, unless a list asks for them, payload and arguments.
 *
 * @param status see {@link Schedule#status()}
 * @param listedStatus as stored for lists: paused, until a pause that ends by itself is found over
 * @param hasStoredGroup false if only an earlier release, which knows no groups, has written the record
 * @param pause see {@link Schedule#pause()}
 * @param heldSkips see {@link Schedule#heldSkips()}
 * @param content null unless the list asks for it
 */
public record ScheduleSummary(
        ScheduleId id,
        ScheduleName name,
        Timing timing,
        Target target,
        @Nullable String description,
        RetryPolicy retryPolicy,
        Labels labels,
        @Nullable RunPolicy runPolicy,
        Status status,
        @Nullable String statusReason,
        @Nullable String engineArn,
        String createdBy,
        Instant createdAt,
        Instant updatedAt,
        Instant anchor,
        long version,
        List<String> warnings,
        @Nullable Instant expiresAt,
        ResourceName group,
        @Nullable Pause pause,
        Status listedStatus,
        boolean hasStoredGroup,
        NavigableMap<Instant, Skip> heldSkips,
        @Nullable Content content) {

    /** Payload and arguments of a schedule. */
    public record Content(JsonObject payload, @Nullable JsonObject arguments) {
        int length() {
            return payload.text().length()
                    + (arguments == null ? 0 : arguments.text().length());
        }
    }

    public ScheduleSummary {
        warnings = List.copyOf(warnings);
    }

    /**
     * Returns the summary of a record, without payload and arguments.
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
                definition.labels(),
                definition.runPolicy(),
                schedule.status(),
                schedule.statusReason().orElse(null),
                schedule.engineArn(),
                schedule.createdBy(),
                schedule.createdAt(),
                schedule.updatedAt(),
                schedule.anchor(),
                schedule.version(),
                schedule.warnings(),
                schedule.expiresAt(),
                schedule.group(),
                schedule.pause(),
                ScheduleDocument.listedStatus(schedule),
                schedule.lifecycle().placement().isStored(),
                schedule.heldSkips(),
                null);
    }

    /** Returns the summary of a record, with payload and arguments. */
    public static ScheduleSummary withContent(Schedule schedule) {
        Definition definition = schedule.requireDefinition();
        return of(schedule).with(new Content(definition.payload(), definition.arguments()));
    }

    private ScheduleSummary with(Content newContent) {
        return new ScheduleSummary(
                id,
                name,
                timing,
                target,
                description,
                retryPolicy,
                labels,
                runPolicy,
                status,
                statusReason,
                engineArn,
                createdBy,
                createdAt,
                updatedAt,
                anchor,
                version,
                warnings,
                expiresAt,
                group,
                pause,
                listedStatus,
                hasStoredGroup,
                heldSkips,
                newContent);
    }

    /** Returns the status at a time; see {@link Schedule#status(Instant)}. */
    public Status status(Instant now) {
        return status.at(now, pause);
    }

    /** Returns the nominal times of its firings to come that are skipped, in order. */
    public List<Instant> pendingSkips(Instant now) {
        return heldSkips.isEmpty() ? List.of() : Skips.pending(heldSkips, recurrence(), now);
    }

    /** Returns when the schedule fires while it is active. */
    public Recurrence recurrence() {
        return timing.recurrence(anchor);
    }
}
