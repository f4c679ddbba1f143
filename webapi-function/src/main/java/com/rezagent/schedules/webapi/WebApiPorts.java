package com.rezagent.schedules.webapi;

import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.log.LogWriter;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.topic.TopicPublisher;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * Everything outside that the Web API calls.
 *
 * @param ids gives a new, unguessable id each time
 * @param sleeper measures the wait budget, and waits
 */
public record WebApiPorts(
        ScheduleStore store,
        ExecutionHistory history,
        TopicPublisher publisher,
        Clock clock,
        Supplier<String> ids,
        Sleeper sleeper,
        LogWriter log) {}
