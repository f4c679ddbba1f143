package com.rezagent.schedules.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The number of executions, and when the last one was. In a schedule's record they are those that releases up to November
 * 2026 counted, and count during a rollout; {@link ScheduleStore#replace} does not change them, except to reset them for
 * a new incarnation.
 *
 * @param lastTriggered when the last execution was published; null if there was none
 */
public record Counters(long executionCount, @Nullable Instant lastTriggered) {
    public static final Counters NONE = new Counters(0, null);
}
