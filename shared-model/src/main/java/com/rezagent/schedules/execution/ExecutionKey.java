package com.rezagent.schedules.execution;

import com.rezagent.schedules.schedule.Digest;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Names an execution: the schedule and its scheduled time, or, for one asked for by a trigger, the command. EventBridge's
 * own execution id is of no use here, since it changes with each attempt.
 *
 * @param scheduledTime of a firing, in whole seconds; of a manual execution, when the command was issued
 * @param commandId of the trigger; null for a firing
 */
public record ExecutionKey(
        ScheduleId scheduleId,
        Instant scheduledTime,
        @Nullable String commandId) {
    private static final DateTimeFormatter SORTABLE = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    public static ExecutionKey firing(ScheduleId scheduleId, Instant scheduledTime) {
        return new ExecutionKey(scheduleId, scheduledTime, null);
    }

    public static ExecutionKey manual(ScheduleId scheduleId, Instant issuedAt, String commandId) {
        return new ExecutionKey(scheduleId, issuedAt, commandId);
    }

    public boolean isManual() {
        return commandId != null;
    }

    /** Sorts a schedule's executions by scheduled time; unique within the schedule. */
    public String sortKey() {
        String time = sortKey(scheduledTime);
        return commandId == null ? time : time + "#" + commandId;
    }

    /** The first sort key at that instant: bounds a range. */
    public static String sortKey(Instant instant) {
        return SORTABLE.format(instant);
    }

    /** {@code exec_} and a digest: the same for every attempt. */
    public String executionId() {
        return "exec_" + digest();
    }

    /** {@code msg_} and a digest: the published envelope's id, the same for every attempt. */
    public String messageId() {
        return "msg_" + digest();
    }

    private String digest() {
        return Digest.hex128(scheduleId + " " + sortKey());
    }
}
