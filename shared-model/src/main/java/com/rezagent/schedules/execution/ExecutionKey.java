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
 * @param scheduledTime of a firing, in whole seconds; of a manual execution, when its command was first delivered
 * @param commandId of the trigger; null for a firing
 * @param incarnation of the schedule, only for a firing whose time an execution of another incarnation holds already
 */
public record ExecutionKey(
        ScheduleId scheduleId,
        Instant scheduledTime,
        @Nullable String commandId,
        @Nullable String incarnation) {
    private static final DateTimeFormatter SORTABLE = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter COMPACT =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int SHORT_HASH = 16;

    /** Before an incarnation in a sort key; no time and no separator of a command id has it. */
    private static final String OF_INCARNATION = "~";

    public static ExecutionKey firing(ScheduleId scheduleId, Instant scheduledTime) {
        return new ExecutionKey(scheduleId, scheduledTime, null, null);
    }

    public static ExecutionKey manual(ScheduleId scheduleId, Instant askedAt, String commandId) {
        return new ExecutionKey(scheduleId, askedAt, commandId, null);
    }

    /**
     * The key as stores hold it.
     *
     * @param sortKey tells whether the incarnation is a part of it
     */
    public static ExecutionKey stored(
            ScheduleId scheduleId,
            Instant scheduledTime,
            @Nullable String commandId,
            String sortKey,
            String incarnation) {
        boolean isNamed = commandId == null && sortKey.contains(OF_INCARNATION);
        return new ExecutionKey(scheduleId, scheduledTime, commandId, isNamed ? incarnation : null);
    }

    /** The key of the same firing where an execution of another incarnation holds this one. */
    public ExecutionKey of(String ofIncarnation) {
        return new ExecutionKey(scheduleId, scheduledTime, commandId, ofIncarnation);
    }

    public boolean isManual() {
        return commandId != null;
    }

    /** Sorts a schedule's executions by scheduled time; unique within the schedule. */
    public String sortKey() {
        String time = sortKey(scheduledTime);
        if (commandId != null) {
            return time + "#" + commandId;
        }
        return incarnation == null ? time : time + OF_INCARNATION + incarnation;
    }

    /** The first sort key at that instant: bounds a range. */
    public static String sortKey(Instant instant) {
        return SORTABLE.format(instant);
    }

    /**
     * What people name it by, the same for every attempt: {@code exec_}, the schedule id's digits, and {@code
     * 20261107T110000Z}, with an incarnation after it where needed, or for a manual one {@code m} and a hash of the command id.
     */
    public String executionId() {
        String prefix = "exec_" + scheduleId.digits() + "_";
        if (commandId != null) {
            return prefix + "m" + shortHash(commandId);
        }
        String time = COMPACT.format(scheduledTime);
        return incarnation == null ? prefix + time : prefix + time + "_" + incarnation;
    }

    /** The sort key under which the first delivery of a trigger is kept; it sorts after every execution. */
    public static String triggerKey(String commandId) {
        return "m#" + shortHash(commandId);
    }

    private static String shortHash(String text) {
        return Digest.hex128(text).substring(0, SHORT_HASH);
    }

    /** {@code msg_} and a digest: the published envelope's id, the same for every attempt. */
    public String messageId() {
        return "msg_" + Digest.hex128(scheduleId + " " + sortKey());
    }
}
