package com.rezagent.schedules.scheduler.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.CommandJson;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;

/** The content of a message from the schedule-creation topic. */
public sealed interface SchedulerMessage {
    /** Passes the message to its handler. */
    void passTo(Handlers handlers);

    /** The handlers of the kinds of messages. */
    interface Handlers {
        void command(Command command);

        void reconcile(ReconcileRequest request);

        void sweep(SweepRequest request);

        /** Handles a message that will never be valid, however often it is delivered. */
        void refused(RefusedException error);
    }

    /**
     * Reads a message.
     *
     * @param commands reads commands
     * @throws TransientException if a later release sent it
     */
    static SchedulerMessage read(SchedulerEvent.Message message, CommandJson commands) {
        try {
            ObjectNode json = CommandJson.parse(message.body());
            if (SweepRequest.isSweepRequest(json)) {
                return new Sweep(SweepRequest.read(json));
            }
            return ReconcileRequest.isReconcileRequest(json)
                    ? new Reconcile(ReconcileRequest.read(json))
                    : new Requested(commands.read(json, message.delivery()));
        } catch (RefusedException e) {
            return new Refused(e);
        }
    }

    /** A command for one resource. */
    record Requested(Command command) implements SchedulerMessage {
        @Override
        public void passTo(Handlers handlers) {
            handlers.command(command);
        }
    }

    /** A request to reconcile store and engine. */
    record Reconcile(ReconcileRequest request) implements SchedulerMessage {
        @Override
        public void passTo(Handlers handlers) {
            handlers.reconcile(request);
        }
    }

    /** A request to sweep the executions that are due. */
    record Sweep(SweepRequest request) implements SchedulerMessage {
        @Override
        public void passTo(Handlers handlers) {
            handlers.sweep(request);
        }
    }

    /** None of them. */
    record Refused(RefusedException error) implements SchedulerMessage {
        @Override
        public void passTo(Handlers handlers) {
            handlers.refused(error);
        }
    }
}
