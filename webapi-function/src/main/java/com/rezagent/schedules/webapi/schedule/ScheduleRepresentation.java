package com.rezagent.schedules.webapi.schedule;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.plan.Surroundings;
import com.rezagent.schedules.plan.UpcomingFirings;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleJson;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.schedule.Status;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Writes schedules as responses show them. */
final class ScheduleRepresentation {
    /** The last instant with a four-digit year, as RFC 3339 requires; only a rate of centuries goes beyond. */
    private static final Instant LAST_WRITABLE = Instant.parse("9999-12-31T23:59:59Z");

    private ScheduleRepresentation() {}

    /** Returns the full representation with every field; those without a value are {@code null}. */
    static ObjectNode full(Schedule schedule, Instant now) {
        UpcomingFirings firings = UpcomingFirings.of(schedule, Surroundings.NONE);
        ObjectNode json = Json.object();
        json.put("schedule_id", schedule.id().value());
        json.setAll(ScheduleJson.definition(schedule.requireDefinition()));
        readOnly(
                json,
                schedule.status(),
                schedule.statusReason().orElse(null),
                schedule.engineArn(),
                firings.next(now).orElse(null),
                schedule.createdBy(),
                schedule.createdAt(),
                schedule.updatedAt());
        json.put("last_triggered", text(schedule.lastTriggered()));
        json.put("execution_count", schedule.executionCount());
        json.put("version", schedule.version());
        json.set("warnings", sentences(firings.warnings(now)));
        return json;
    }

    /**
     * Returns the representation in lists: {@link #full} without payload, arguments, last_triggered and
     * execution_count.
     */
    static ObjectNode summary(ScheduleSummary schedule, Instant now) {
        UpcomingFirings firings = UpcomingFirings.of(schedule, Surroundings.NONE);
        ObjectNode json = Json.object();
        json.put("schedule_id", schedule.id().value());
        json.setAll(
                ScheduleJson.outline(schedule.name(), schedule.timing(), schedule.target(), schedule.description()));
        ScheduleJson.dates(json, schedule.timing());
        json.set("retry_policy", ScheduleJson.retryPolicy(schedule.retryPolicy()));
        readOnly(
                json,
                schedule.status(),
                schedule.statusReason(),
                schedule.engineArn(),
                firings.next(now).orElse(null),
                schedule.createdBy(),
                schedule.createdAt(),
                schedule.updatedAt());
        json.put("version", schedule.version());
        json.set("warnings", sentences(firings.warnings(now)));
        return json;
    }

    private static void readOnly(
            ObjectNode json,
            Status status,
            @Nullable String statusReason,
            @Nullable String engineArn,
            @Nullable Instant next,
            String createdBy,
            Instant createdAt,
            Instant updatedAt) {
        json.put("status", status.text());
        json.put("status_reason", statusReason);
        json.put("eventbridge_arn", engineArn);
        json.put("next_execution", next == null || next.isAfter(LAST_WRITABLE) ? null : next.toString());
        json.put("created_by", createdBy);
        json.put("created_at", text(createdAt.truncatedTo(ChronoUnit.SECONDS)));
        json.put("updated_at", text(updatedAt));
    }

    private static ArrayNode sentences(Iterable<String> sentences) {
        ArrayNode json = Json.array();
        sentences.forEach(json::add);
        return json;
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
