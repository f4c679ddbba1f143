package com.rezagent.schedules.execution;

import com.rezagent.schedules.schedule.ScheduleId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A parsed {@link ExecutionKey#executionId}.
 *
 * @param scheduledTime of a firing; null for a manual execution
 * @param triggerKey of a manual execution, see {@link ExecutionKey#triggerKey}; null for a firing
 * @param incarnation null unless the id has one
 */
public record ExecutionId(
        String text,
        ScheduleId scheduleId,
        @Nullable Instant scheduledTime,
        @Nullable String triggerKey,
        @Nullable String incarnation) {
    private static final Pattern FORM = Pattern.compile(
            "exec_([0-9a-f]{32})_(?:m([0-9a-f]{16})|(\\d{4})(\\d\\d)(\\d\\d)T(\\d\\d)(\\d\\d)(\\d\\d)Z(?:_([0-9a-zA-Z-]{1,64}))?)");

    /** Returns the key of a firing; empty for a manual execution, whose id has only a hash of the command id. */
    public Optional<ExecutionKey> firing() {
        return Optional.ofNullable(scheduledTime).map(it -> new ExecutionKey(scheduleId, it, null, incarnation));
    }

    /** Returns the parsed id; empty if the text is not an id of an execution, or one of an earlier release. */
    public static Optional<ExecutionId> tryParse(String text) {
        Matcher id = FORM.matcher(text);
        if (!id.matches()) {
            return Optional.empty();
        }
        ScheduleId scheduleId = new ScheduleId("sched_" + id.group(1));
        if (id.group(2) != null) {
            return Optional.of(new ExecutionId(text, scheduleId, null, "m#" + id.group(2), null));
        }
        try {
            Instant time = Instant.parse("%s-%s-%sT%s:%s:%sZ"
                    .formatted(id.group(3), id.group(4), id.group(5), id.group(6), id.group(7), id.group(8)));
            return Optional.of(new ExecutionId(text, scheduleId, time, null, id.group(9)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
