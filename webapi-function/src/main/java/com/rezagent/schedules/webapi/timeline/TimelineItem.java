package com.rezagent.schedules.webapi.timeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.plan.FiringRow;
import com.rezagent.schedules.plan.SkipCode;
import com.rezagent.schedules.record.SortKey;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One firing of a schedule: what became of it, or what will.
 *
 * @param executionId null if there is no execution
 * @param outcome of the execution; null if there is none
 * @param verdict whether it runs, as far as is known; null if there is an execution
 * @param code of the gate that held it back or will; null for none
 * @param reason why it does not run, or why it failed; null for neither
 */
record TimelineItem(
        ScheduleId scheduleId,
        Instant scheduledTime,
        @Nullable String executionId,
        @Nullable String outcome,
        @Nullable String verdict,
        @Nullable String code,
        @Nullable String reason) {
    static TimelineItem of(Execution execution) {
        return new TimelineItem(
                execution.key().scheduleId(),
                execution.key().scheduledTime(),
                execution.key().executionId(),
                execution.shownOutcome().text(),
                null,
                execution.skipCode().orElse(null),
                execution.reason());
    }

    static TimelineItem of(ScheduleId scheduleId, FiringRow planned) {
        return new TimelineItem(
                scheduleId,
                planned.firing().at(),
                null,
                null,
                planned.runs() ? "runs" : "skipped",
                planned.code().map(SkipCode::text).orElse(null),
                planned.reason());
    }

    /** Returns its position in the timeline, which no other item has. */
    String position() {
        String position = SortKey.text(scheduledTime, scheduleId.value());
        return executionId == null ? position : position + " " + executionId;
    }

    /** Returns the JSON form; every key is always present. */
    ObjectNode json() {
        return Json.object()
                .put("schedule_id", scheduleId.value())
                .put("scheduled_time", scheduledTime.toString())
                .put("execution_id", executionId)
                .put("outcome", outcome)
                .put("verdict", verdict)
                .put("code", code)
                .put("reason", reason);
    }
}
