package com.rezagent.schedules.scheduler;

import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.log.LogWriter;
import com.rezagent.schedules.messaging.DeadLetterQueue;
import com.rezagent.schedules.messaging.TopicPublisher;
import com.rezagent.schedules.schedule.ScheduleStore;
import java.time.Clock;

/** The external systems that the scheduler function uses, and its clock and log. */
public record SchedulerPorts(
        ScheduleStore store,
        ExecutionHistory history,
        Engine engine,
        TopicPublisher publisher,
        DeadLetterQueue deadLetters,
        Clock clock,
        LogWriter log) {}
