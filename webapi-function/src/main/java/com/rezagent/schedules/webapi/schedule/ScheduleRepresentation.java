package com.rezagent.schedules.webapi.schedule;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.execution.ScheduleState;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.plan.Block;
import com.rezagent.schedules.plan.Surroundings;
import com.rezagent.schedules.plan.UpcomingFirings;
import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.schedule.Counters;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleJson;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.schedule.Status;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes schedules as responses show them. */
final class ScheduleRepresentation {
    /** The last instant with a four-digit year, as RFC 3339 requires; only a rate of centuries goes beyond. */
    private static final Instant LAST_WRITABLE = Instant.parse("9999-12-31T23:59:59Z");

    /** More than either representation has fields. */
    private static final int MAX_FIELDS = 48;

    private ScheduleRepresentation() {}

    /** Returns the full representation with every field; those without a value are {@code null}, except a run policy. */
    static ObjectNode full(Schedule schedule, Surroundings surroundings, Instant now) {
        UpcomingFirings firings = UpcomingFirings.of(schedule, surroundings);
        Status status = schedule.status(now);
        ObjectNode json = Json.object(MAX_FIELDS);
        json.put("schedule_id", schedule.id().value());
        json.setAll(ScheduleJson.definition(schedule.requireDefinition()));
        json.put("group", schedule.group().value());
        json.put("status", status.text());
        json.put("status_reason", schedule.statusReason().orElse(null));
        pause(json, schedule.pause(), status, now);
        blocks(json, firings, now);
        ArrayNode skipped = json.putArray("skipped_times");
        schedule.pendingSkips(now).forEach(it -> skipped.add(it.toString()));
        json.put("eventbridge_arn", schedule.engineArn());
        next(json, firings, now);
        written(json, schedule.createdBy(), schedule.createdAt(), schedule.updatedAt());
        Counters counters = surroundings.state().counters(schedule);
        json.put("last_triggered", text(counters.lastTriggered()));
        json.put("execution_count", counters.executionCount());
        json.put("version", schedule.version());
        json.set("warnings", sentences(firings.warnings(now)));
        recent(json, surroundings.state(), firings);
        return json;
    }

    /**
     * Returns the representation in lists: {@link #full} without last_triggered, execution_count and, unless the summary has
     * them, payload and arguments, and with the number of skipped firings instead of their times.
     */
    static ObjectNode summary(ScheduleSummary schedule, Surroundings surroundings, Instant now) {
        UpcomingFirings firings = UpcomingFirings.of(schedule, surroundings);
        Status status = schedule.status(now);
        ObjectNode json = Json.object(MAX_FIELDS);
        json.put("schedule_id", schedule.id().value());
        json.setAll(
                ScheduleJson.outline(schedule.name(), schedule.timing(), schedule.target(), schedule.description()));
        ScheduleJson.dates(json, schedule.timing());
        json.set("retry_policy", ScheduleJson.retryPolicy(schedule.retryPolicy()));
        json.set("labels", schedule.labels().json());
        ScheduleJson.runPolicy(json, schedule.runPolicy());
        content(json, schedule.content());
        json.put("group", schedule.group().value());
        json.put("status", status.text());
        json.put("status_reason", schedule.statusReason());
        pause(json, schedule.pause(), status, now);
        blocks(json, firings, now);
        json.put("skipped_count", schedule.pendingSkips(now).size());
        json.put("eventbridge_arn", schedule.engineArn());
        next(json, firings, now);
        written(json, schedule.createdBy(), schedule.createdAt(), schedule.updatedAt());
        json.put("version", schedule.version());
        json.set("warnings", sentences(firings.warnings(now)));
        recent(json, surroundings.state(), firings);
        return json;
    }

    /** Adds how the last executions went, if there were any since the schedule was created, or created again. */
    private static void recent(ObjectNode json, ScheduleState state, UpcomingFirings firings) {
        NavigableMap<Instant, String> recent = new TreeMap<>(state.shownRecent());
        recent.keySet().removeIf(firings::isBeforeCreation);
        if (recent.isEmpty()) {
            return;
        }
        ArrayNode rows = json.putArray("recent");
        recent.forEach((time, outcome) ->
                rows.addObject().put("scheduled_time", time.toString()).put("outcome", outcome));
        json.put("last_outcome", recent.lastEntry().getValue());
        long failures = state.failedSince(Instant.MIN).stream()
                .filter(it -> !firings.isBeforeCreation(it))
                .count();
        json.put("consecutive_failures", failures);
    }

    private static void content(ObjectNode json, ScheduleSummary.@Nullable Content content) {
        if (content != null) {
            JsonObject arguments = content.arguments();
            json.set("payload", content.payload().toNode());
            json.set("arguments", arguments == null ? null : arguments.toNode());
        }
    }

    /** Adds the pause that is in force; none to a schedule that has ended. */
    private static void pause(ObjectNode json, @Nullable Pause last, Status status, Instant now) {
        boolean hasEnded = status == Status.DELETED || status == Status.COMPLETED;
        Pause pause = last == null || last.isOver(now) || hasEnded ? null : last;
        json.put("paused_from", pause == null ? null : second(pause.since()));
        json.put("paused_until", pause == null ? null : text(pause.until()));
        json.put("pause_reason", pause == null ? null : pause.reason());
        json.put("paused_by", pause == null ? null : pause.by());
    }

    private static void blocks(ObjectNode json, UpcomingFirings firings, Instant now) {
        ArrayNode blocks = json.putArray("blocked_by");
        for (Block block : firings.blocks(now)) {
            blocks.addObject()
                    .put("source", block.source())
                    .put("until", text(block.pause().until()))
                    .put("reason", block.pause().reason());
        }
    }

    private static void next(ObjectNode json, UpcomingFirings firings, Instant now) {
        Instant next = firings.next(now).orElse(null);
        json.put("next_execution", next == null || next.isAfter(LAST_WRITABLE) ? null : next.toString());
    }

    private static void written(ObjectNode json, String createdBy, Instant createdAt, Instant updatedAt) {
        json.put("created_by", createdBy);
        json.put("created_at", second(createdAt));
        json.put("updated_at", text(updatedAt));
    }

    private static String second(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
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
