package com.rezagent.schedules.local.engine;

import com.rezagent.schedules.engine.EngineEntry.EntryState;
import com.rezagent.schedules.engine.EngineTarget;
import com.rezagent.schedules.schedule.RetryPolicy;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a CreateSchedule or UpdateSchedule call. An update replaces all parameters: those that it omits revert
 * to their defaults, which for the state is enabled.
 *
 * @param retryPolicy null for EventBridge's default
 * @see <a href="https://docs.aws.amazon.com/scheduler/latest/APIReference/API_UpdateSchedule.html">UpdateSchedule</a>
 */
public record SchedulerCall(
        String name,
        @Nullable String description,
        String expression,
        @Nullable String timezone,
        @Nullable Instant start,
        @Nullable Instant end,
        @Nullable Integer windowMinutes,
        @Nullable EntryState state,
        @Nullable RetryPolicy retryPolicy,
        EngineTarget target,
        String input) {}
