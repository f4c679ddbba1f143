package com.rezagent.schedules.scheduler;

import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.log.LogWriter;
import com.rezagent.schedules.messaging.DeadLetterQueue;
import com.rezagent.schedules.messaging.TopicPublisher;
import com.rezagent.schedules.store.Stores;
import java.time.Clock;

/** The external systems that the scheduler function uses, and its clock and log. */
public record SchedulerPorts(
        Stores stores,
        Engine engine,
        TopicPublisher publisher,
        DeadLetterQueue deadLetters,
        Clock clock,
        LogWriter log) {
    /** Returns a copy with other stores. */
    public SchedulerPorts with(Stores other) {
        return new SchedulerPorts(other, engine, publisher, deadLetters, clock, log);
    }

    /** Returns a copy with another engine. */
    public SchedulerPorts with(Engine other) {
        return new SchedulerPorts(stores, other, publisher, deadLetters, clock, log);
    }

    /** Returns a copy with another publisher. */
    public SchedulerPorts with(TopicPublisher other) {
        return new SchedulerPorts(stores, engine, other, deadLetters, clock, log);
    }
}
