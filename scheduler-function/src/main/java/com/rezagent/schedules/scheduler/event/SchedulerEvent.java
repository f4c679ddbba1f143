package com.rezagent.schedules.scheduler.event;

import com.rezagent.schedules.command.CommandJson;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Instant;
import java.util.List;

/** One invocation of the scheduler function. */
public sealed interface SchedulerEvent {
    /** Messages of the schedule-creation topic. */
    record Messages(List<Message> messages) implements SchedulerEvent {
        public Messages {
            messages = List.copyOf(messages);
        }
    }

    /** One message, and what the topic says of it. */
    record Message(String body, CommandJson.Delivery delivery) {}

    /**
     * A schedule has fired.
     *
     * @param version of the definition that the engine entry was written from
     */
    record Firing(ScheduleId scheduleId, long version, Instant scheduledTime) implements SchedulerEvent {}

    /** Reconcile store and engine. */
    record Reconcile(ReconcileRequest request) implements SchedulerEvent {}
}
