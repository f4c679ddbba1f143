package com.rezagent.schedules.local.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.Counters;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleDocument;
import com.rezagent.schedules.schedule.ScheduleSummary;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The document of a schedule in columns. The large texts have columns of their own so that a list does not read them;
 * the fields that executions and audits write are in the table {@code progress}.
 *
 * @param outline all other fields, as a JSON object
 * @param payload null in an orphan's tombstone
 */
record ScheduleColumns(
        String outline, @Nullable String payload, @Nullable String arguments, String outcomes) {
    private static final List<String> IN_PROGRESS =
            List.of("revision", "audited_until", "execution_count", "last_triggered");

    static ScheduleColumns of(Schedule schedule) {
        ObjectNode document = ScheduleDocument.write(schedule);
        document.remove(IN_PROGRESS);
        String payload = removed(document, "payload");
        String arguments = removed(document, "arguments");
        String outcomes = document.remove("outcomes").textValue();
        return new ScheduleColumns(Json.write(document), payload, arguments, outcomes);
    }

    private static @Nullable String removed(ObjectNode document, String field) {
        JsonNode value = document.remove(field);
        return value == null ? null : value.textValue();
    }

    /** Returns the schedule, with the values of the table {@code progress}. */
    Schedule schedule(long revision, @Nullable Instant auditedUntil, Counters counters) {
        ObjectNode document = Json.parseObject(outline);
        if (LegacyOutline.isLegacy(document)) {
            document = LegacyOutline.document(document);
        }
        put(document, "payload", payload);
        put(document, "arguments", arguments);
        document.put("outcomes", outcomes);
        document.put("revision", revision);
        put(document, "audited_until", auditedUntil == null ? null : auditedUntil.toString());
        document.put("execution_count", counters.executionCount());
        Instant last = counters.lastTriggered();
        put(document, "last_triggered", last == null ? null : last.toString());
        return ScheduleDocument.read(document);
    }

    private static void put(ObjectNode document, String field, @Nullable String value) {
        if (value != null) {
            document.put(field, value);
        }
    }

    /** Returns the summary in an outline. */
    static ScheduleSummary summary(String outline) {
        ObjectNode document = Json.parseObject(outline);
        return LegacyOutline.isLegacy(document)
                ? ScheduleSummary.of(ofLegacy(outline, "{}", null))
                : ScheduleDocument.readSummary(document);
    }

    /** Returns the summary in an outline, with payload and arguments. */
    static ScheduleSummary summary(String outline, String payload, @Nullable String arguments) {
        ObjectNode document = Json.parseObject(outline);
        if (LegacyOutline.isLegacy(document)) {
            return ScheduleSummary.withContent(ofLegacy(outline, payload, arguments));
        }
        document.put("payload", payload);
        put(document, "arguments", arguments);
        return ScheduleDocument.readSummary(document);
    }

    /** Returns the schedule in a legacy outline, which has no status, so that it is derived again. */
    private static Schedule ofLegacy(String outline, String payload, @Nullable String arguments) {
        return new ScheduleColumns(outline, payload, arguments, "[]").schedule(0, null, Counters.NONE);
    }
}
