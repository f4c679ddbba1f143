package com.rezagent.schedules.scheduler;

import static com.rezagent.schedules.log.Log.field;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.CommandJson;
import com.rezagent.schedules.command.Decider;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.messaging.DeadLetterQueue;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.schedule.DefinitionReader;
import com.rezagent.schedules.scheduler.command.CommandProcessor;
import com.rezagent.schedules.scheduler.converge.Converger;
import com.rezagent.schedules.scheduler.event.EventReader;
import com.rezagent.schedules.scheduler.event.ReconcileRequest;
import com.rezagent.schedules.scheduler.event.SchedulerEvent;
import com.rezagent.schedules.scheduler.execution.ExecutionRunner;
import com.rezagent.schedules.scheduler.execution.FiringHandler;
import com.rezagent.schedules.scheduler.execution.ScheduleCompleter;
import com.rezagent.schedules.scheduler.notice.Notices;
import com.rezagent.schedules.scheduler.reconcile.Reconciler;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Dispatches an event. Throws if Lambda should retry it. */
public final class EventDispatcher {
    private final CommandProcessor commands;
    private final FiringHandler executor;
    private final Reconciler reconciler;
    private final Notices notices;
    private final DeadLetterQueue deadLetters;
    private final Log log;

    public EventDispatcher(SchedulerPorts ports, SchedulerSettings settings) {
        notices = new Notices(ports.publisher(), settings.stage(), ports.clock());
        ExecutionRunner runner = new ExecutionRunner(
                ports.history(), ports.publisher(), settings.stage(), notices, settings.lease(), ports.clock());
        Converger converger =
                new Converger(ports.store(), ports.engine(), settings.target(), runner, notices, ports.clock());
        ScheduleCompleter completer = new ScheduleCompleter(ports.store(), ports.history(), converger, ports.clock());
        executor = new FiringHandler(ports.store(), ports.history(), runner, converger, completer, ports.clock());
        Decider decider = new Decider(new DefinitionReader(settings.stage().custom()));
        commands = new CommandProcessor(ports.store(), decider, converger, completer, executor, notices, ports.clock());
        reconciler = new Reconciler(
                ports.store(),
                ports.history(),
                ports.engine(),
                ports.publisher(),
                settings.stage(),
                converger,
                executor,
                completer,
                notices,
                ports.clock());
        deadLetters = ports.deadLetters();
        log = new Log(ports.log(), ports.clock())
                .with(field("stage", settings.stage().stage()));
    }

    /**
     * Handles one event.
     *
     * @param event in UTF-8
     * @param requestId of the invocation, for the log
     * @param outOfTime returns whether the invocation should end
     * @return the response to a synchronous caller
     * @throws RuntimeException if Lambda should retry the event
     */
    public ObjectNode handle(byte[] event, String requestId, BooleanSupplier outOfTime) {
        Log requestLog = log.with(field("request_id", requestId));
        SchedulerEvent read = EventReader.read(event);
        if (read instanceof SchedulerEvent.Firing firing) {
            executor.fire(firing, requestLog.with(firing.scheduleId()));
        } else if (read instanceof SchedulerEvent.Reconcile reconcile) {
            return reconciler.run(reconcile.request(), outOfTime, requestLog).toJson();
        } else if (read instanceof SchedulerEvent.Messages messages) {
            handleAll(messages, event, outOfTime, requestLog);
        }
        return Json.object();
    }

    /** Handles all messages even if some fail; then fails with the first failure. */
    private void handleAll(SchedulerEvent.Messages messages, byte[] event, BooleanSupplier outOfTime, Log requestLog) {
        RuntimeException failure = null;
        for (SchedulerEvent.Message message : messages.messages()) {
            try {
                handle(message, event, outOfTime, requestLog);
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void handle(SchedulerEvent.Message message, byte[] event, BooleanSupplier outOfTime, Log requestLog) {
        Optional<ObjectNode> reconcile = reconcileRequest(message.body());
        if (reconcile.isPresent()) {
            try {
                reconciler.run(ReconcileRequest.read(reconcile.get()), outOfTime, requestLog);
            } catch (RefusedException e) {
                refuse(message, event, e, requestLog);
            }
            return;
        }
        Command command;
        try {
            command = CommandJson.read(message.body(), message.delivery());
        } catch (RefusedException e) {
            refuse(message, event, e, requestLog);
            return;
        }
        commands.process(
                command,
                requestLog
                        .with(command.scheduleId())
                        .with(field("command_id", command.context().commandId())));
    }

    private static Optional<ObjectNode> reconcileRequest(String body) {
        try {
            return Optional.of(Json.parseObject(body)).filter(ReconcileRequest::isReconcileRequest);
        } catch (RefusedException e) {
            // The command reader reports the error.
            return Optional.empty();
        }
    }

    private void refuse(SchedulerEvent.Message message, byte[] event, RefusedException e, Log requestLog) {
        String messageId = message.delivery().messageId();
        requestLog.warn(
                "command_refused",
                field("command_id", messageId),
                field("code", e.code().code()),
                field("details", e.code() == ErrorCode.UNREADABLE_COMMAND ? null : e.joinedDetails()));
        if (e.code() == ErrorCode.UNREADABLE_COMMAND) {
            deadLetters.add(new String(event, StandardCharsets.UTF_8), e.getMessage() + ": " + e.joinedDetails());
        }
        notices.messageRefused(messageId, CommandOutcome.Refusal.of(e));
    }
}
