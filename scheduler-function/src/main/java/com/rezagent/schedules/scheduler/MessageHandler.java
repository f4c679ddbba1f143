package com.rezagent.schedules.scheduler;

import static com.rezagent.schedules.log.Log.field;

import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.scheduler.command.CommandHandlers;
import com.rezagent.schedules.scheduler.event.ReconcileRequest;
import com.rezagent.schedules.scheduler.event.SchedulerEvent;
import com.rezagent.schedules.scheduler.event.SchedulerMessage;
import com.rezagent.schedules.scheduler.event.SweepRequest;
import com.rezagent.schedules.scheduler.notice.RefusedMessages;
import com.rezagent.schedules.scheduler.reconcile.Reconciler;
import com.rezagent.schedules.scheduler.sweep.Sweeper;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Handles the messages of the schedule-creation topic. */
final class MessageHandler {
    private final CommandHandlers commands;
    private final Reconciler reconciler;
    private final Sweeper sweeper;
    private final RefusedMessages refusedMessages;

    MessageHandler(CommandHandlers commands, Reconciler reconciler, Sweeper sweeper, RefusedMessages refusedMessages) {
        this.commands = commands;
        this.reconciler = reconciler;
        this.sweeper = sweeper;
        this.refusedMessages = refusedMessages;
    }

    /** Handles all messages of an event even if some fail; then fails with the first failure. */
    void handleAll(List<SchedulerEvent.Message> messages, byte[] event, BooleanSupplier outOfTime, Log log) {
        RuntimeException failure = null;
        for (SchedulerEvent.Message message : messages) {
            try {
                handle(message, event, outOfTime, log);
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

    private void handle(SchedulerEvent.Message message, byte[] event, BooleanSupplier outOfTime, Log log) {
        SchedulerMessage.read(message, commands.json()).passTo(new SchedulerMessage.Handlers() {
            @Override
            public void command(Command command) {
                String commandId = command.context().commandId();
                commands.process(command, log.with(command.subject(), field("command_id", commandId)));
            }

            @Override
            public void reconcile(ReconcileRequest request) {
                try {
                    reconciler.run(request, outOfTime, log);
                } catch (RefusedException e) {
                    refused(e);
                }
            }

            @Override
            public void sweep(SweepRequest request) {
                sweeper.run(request, outOfTime, log);
            }

            @Override
            public void refused(RefusedException error) {
                refusedMessages.refuse(message.delivery().messageId(), event, error, log);
            }
        });
    }
}
