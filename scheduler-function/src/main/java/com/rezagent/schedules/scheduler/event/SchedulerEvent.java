package com.rezagent.schedules.scheduler.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.CommandJson;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The event of one invocation of the scheduler function. */
public sealed interface SchedulerEvent {
    /** Passes the event to its handler, and returns the response to a synchronous caller. */
    ObjectNode passTo(Handlers handlers);

    /** The handlers of the kinds of events. */
    interface Handlers {
        /** Handles all messages even if some fail; then fails with the first failure. */
        void messages(List<Message> messages);

        /** Handles all reports even if some fail; then fails with the first failure. */
        void reports(List<Message> messages);

        void firing(Firing firing);

        ObjectNode reconcile(ReconcileRequest request);

        ObjectNode sweep(SweepRequest request);
    }

    /** Messages from the schedule-creation topic. */
    record Messages(List<Message> messages) implements SchedulerEvent {
        public Messages {
            messages = List.copyOf(messages);
        }

        @Override
        public ObjectNode passTo(Handlers handlers) {
            handlers.messages(messages);
            return Json.object();
        }
    }

    /** Messages from the topic of reports. */
    record Reports(List<Message> messages) implements SchedulerEvent {
        public Reports {
            messages = List.copyOf(messages);
        }

        @Override
        public ObjectNode passTo(Handlers handlers) {
            handlers.reports(messages);
            return Json.object();
        }
    }

    /** One message, and the metadata of its delivery. */
    record Message(String body, CommandJson.Delivery delivery) {}

    /**
     * The engine has fired a schedule.
     *
     * @param entryVersion of the record that the engine entry was written from
     * @param incarnation of that record; null in an entry that an earlier release wrote
     * @param group that the schedule was in when the entry was written; a hint
     * @param scheduledTime of the firing
     */
    record Firing(
            ScheduleId scheduleId,
            long entryVersion,
            @Nullable String incarnation,
            ResourceName group,
            Instant scheduledTime)
            implements SchedulerEvent {
        @Override
        public ObjectNode passTo(Handlers handlers) {
            handlers.firing(this);
            return Json.object();
        }
    }

    /** A request to reconcile store and engine. */
    record Reconcile(ReconcileRequest request) implements SchedulerEvent {
        @Override
        public ObjectNode passTo(Handlers handlers) {
            return handlers.reconcile(request);
        }
    }

    /** A request to sweep the executions that are due. */
    record Sweep(SweepRequest request) implements SchedulerEvent {
        @Override
        public ObjectNode passTo(Handlers handlers) {
            return handlers.sweep(request);
        }
    }
}
