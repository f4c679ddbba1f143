package com.rezagent.schedules.webapi;

import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.log.LogSink;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.topic.Topics;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * Everything outside that the Web API calls.
 *
 * @param ids gives a new, unguessable id each time
 * @param wallTime measures the wait budget, and waits
 */
public record WebApiPorts(
        ScheduleStore store,
        ExecutionHistory history,
        Topics topics,
        Clock clock,
        Supplier<String> ids,
        WallTime wallTime,
        LogSink log) {}
