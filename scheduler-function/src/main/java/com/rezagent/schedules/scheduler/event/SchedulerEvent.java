package com.rezagent.schedules.scheduler.event;

import com.rezagent.schedules.command.CommandJson;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The event of one invocation of the scheduler function. */
public sealed interface SchedulerEvent {
    /** Messages from the schedule-creation topic. */
    record Messages(List<Message> messages) implements SchedulerEvent {
        public Messages {
            messages = List.copyOf(messages);
        }
    }

    /** One message, and the metadata of its delivery. */
    record Message(String body, CommandJson.Delivery delivery) {}

    /**
     * The engine has fired a schedule.
     *
     * @param entryVersion of the record that the engine entry was written from
     * @param incarnation of that record; null in an entry that an earlier release wrote
     * @param scheduledTime of the firing
     */
    record Firing(
            ScheduleId scheduleId,
            long entryVersion,
            @Nullable String incarnation,
            Instant scheduledTime) implements SchedulerEvent {}

    /** A request to reconcile store and engine. */
    record Reconcile(ReconcileRequest request) implements SchedulerEvent {}
}
