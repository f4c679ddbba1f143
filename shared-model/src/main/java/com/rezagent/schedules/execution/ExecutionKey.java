package com.rezagent.schedules.execution;

import com.rezagent.schedules.record.Digest;
import com.rezagent.schedules.record.SortKey;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Identifies an execution: by schedule and scheduled time or, if a trigger requested it, by the command. EventBridge's
 * own execution id can't be used because it changes with each attempt.
 *
 * @param scheduledTime of a firing, in whole seconds; of a manual execution, when its command was first delivered
 * @param commandId id of the trigger command; null for a firing
 * @param incarnation incarnation of the schedule, set only for a firing if an execution of another incarnation already
 *     has the same scheduled time
 */
public record ExecutionKey(
        ScheduleId scheduleId,
        Instant scheduledTime,
        @Nullable String commandId,
        @Nullable String incarnation) {
    private static final DateTimeFormatter COMPACT =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int SHORT_HASH_LENGTH = 16;

    /** Precedes an incarnation in a sort key. Neither a time nor the separator of a command id contains it. */
    private static final String INCARNATION_SEPARATOR = "~";

    /** Returns the key of a firing. */
    public static ExecutionKey firing(ScheduleId scheduleId, Instant scheduledTime) {
        return new ExecutionKey(scheduleId, scheduledTime, null, null);
    }

    /** Returns the key of a manual execution. */
    public static ExecutionKey manual(ScheduleId scheduleId, Instant scheduledTime, String commandId) {
        return new ExecutionKey(scheduleId, scheduledTime, commandId, null);
    }

    /**
     * Returns the key of a stored execution.
     *
     * @param sortKey stored sort key; it shows whether the incarnation is part of the key
     */
    public static ExecutionKey stored(
            ScheduleId scheduleId,
            Instant scheduledTime,
            @Nullable String commandId,
            String sortKey,
            String incarnation) {
        boolean hasIncarnation = commandId == null && sortKey.contains(INCARNATION_SEPARATOR);
        return new ExecutionKey(scheduleId, scheduledTime, commandId, hasIncarnation ? incarnation : null);
    }

    /**
     * Returns the key for the same firing in the given incarnation, needed if an execution of another incarnation has
     * this key.
     */
    public ExecutionKey forIncarnation(String newIncarnation) {
        return new ExecutionKey(scheduleId, scheduledTime, commandId, newIncarnation);
    }

    /** Returns whether a trigger command requested the execution. */
    public boolean isManual() {
        return commandId != null;
    }

    /** Returns the sort key. It orders a schedule's executions by scheduled time and is unique within the schedule. */
    public String sortKey() {
        if (commandId != null) {
            return SortKey.text(scheduledTime, commandId);
        }
        String time = SortKey.text(scheduledTime);
        return incarnation == null ? time : time + INCARNATION_SEPARATOR + incarnation;
    }

    /**
     * Returns the id shown to people, the same for every attempt: {@code exec_}, the schedule id's digits, and {@code
     * 20261107T110000Z}, followed by the incarnation if the key has one; for a manual execution {@code m} and a hash of
     * the command id instead of the time.
     */
    public String executionId() {
        String prefix = "exec_" + scheduleId.digits() + "_";
        if (commandId != null) {
            return prefix + "m" + shortHash(commandId);
        }
        String time = COMPACT.format(scheduledTime);
        return incarnation == null ? prefix + time : prefix + time + "_" + incarnation;
    }

    /** Returns the sort key under which the first delivery of a trigger is stored; it sorts after every execution. */
    public static String triggerKey(String commandId) {
        return "m#" + shortHash(commandId);
    }

    private static String shortHash(String text) {
        return Digest.hex128(text).substring(0, SHORT_HASH_LENGTH);
    }

    /** Returns the id of the first attempt's envelope, {@code msg_} and a digest; the same for every claim of it. */
    public String messageId() {
        return messageId(1);
    }

    /**
     * Returns the id of the envelope of one attempt, because consumers drop repeated ids; that of the first attempt is
     * {@link #messageId()}.
     */
    public String messageId(int attempt) {
        String text = scheduleId + " " + sortKey();
        return "msg_" + Digest.hex128(attempt == 1 ? text : text + " #" + attempt);
    }
}
