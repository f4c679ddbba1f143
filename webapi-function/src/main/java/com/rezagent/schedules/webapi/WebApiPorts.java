package com.rezagent.schedules.webapi;

import com.rezagent.schedules.log.LogWriter;
import com.rezagent.schedules.messaging.TopicPublisher;
import com.rezagent.schedules.store.Stores;
import com.rezagent.schedules.webapi.command.Sleeper;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * The ports through which the Web API reaches everything outside itself.
 *
 * @param ids returns a new, unguessable id on each call
 * @param sleeper measures the wait for a command, and pauses
 */
public record WebApiPorts(
        Stores stores, TopicPublisher publisher, Clock clock, Supplier<String> ids, Sleeper sleeper, LogWriter log) {
    /** Returns a copy with another publisher and log. */
    WebApiPorts with(TopicPublisher otherPublisher, LogWriter otherLog) {
        return new WebApiPorts(stores, otherPublisher, clock, ids, sleeper, otherLog);
    }
}
