package com.rezagent.schedules.local.engine;

import com.rezagent.schedules.engine.EngineEntry.EntryState;
import com.rezagent.schedules.engine.EngineTarget;
import com.rezagent.schedules.schedule.RetryPolicy;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a CreateSchedule or UpdateSchedule call carries. What is left out is absent afterwards, and a state left out means
 * enabled: EventBridge replaces everything.
 *
 * @param retryPolicy null for EventBridge's own
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
