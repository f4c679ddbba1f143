package com.rezagent.schedules.scheduler;

import com.rezagent.schedules.deadletter.DeadLetters;
import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.log.LogSink;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.topic.Topics;
import java.time.Clock;

/** Everything outside that the scheduler function calls. */
public record SchedulerPorts(
        ScheduleStore store,
        ExecutionHistory history,
        Engine engine,
        Topics topics,
        DeadLetters deadLetters,
        Clock clock,
        LogSink log) {}
