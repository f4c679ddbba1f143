package com.rezagent.schedules.scheduler;

import static com.rezagent.schedules.log.Log.field;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.scheduler.event.EventReader;
import com.rezagent.schedules.scheduler.event.ReconcileRequest;
import com.rezagent.schedules.scheduler.event.SchedulerEvent;
import com.rezagent.schedules.scheduler.event.SweepRequest;
import com.rezagent.schedules.scheduler.firing.FiringHandler;
import com.rezagent.schedules.scheduler.reconcile.Reconciler;
import com.rezagent.schedules.scheduler.report.ReportHandler;
import com.rezagent.schedules.scheduler.sweep.Sweeper;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Dispatches an event. Throws if Lambda should retry it. */
public final class EventDispatcher {
    private final EventReader reader;
    private final FiringHandler firings;
    private final Reconciler reconciler;
    private final Sweeper sweeper;
    private final MessageHandler messageHandler;
    private final ReportHandler reportHandler;
    private final Log log;

    EventDispatcher(
            EventReader reader,
            FiringHandler firings,
            Reconciler reconciler,
            Sweeper sweeper,
            MessageHandler messageHandler,
            ReportHandler reportHandler,
            Log log) {
        this.reader = reader;
        this.firings = firings;
        this.reconciler = reconciler;
        this.sweeper = sweeper;
        this.messageHandler = messageHandler;
        this.reportHandler = reportHandler;
        this.log = log;
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
        return reader.read(event).passTo(new SchedulerEvent.Handlers() {
            @Override
            public void messages(List<SchedulerEvent.Message> messages) {
                messageHandler.handleAll(messages, event, outOfTime, requestLog);
            }

            @Override
            public void reports(List<SchedulerEvent.Message> messages) {
                reportHandler.handleAll(messages, requestLog);
            }

            @Override
            public void firing(SchedulerEvent.Firing firing) {
                firings.fire(firing, requestLog.with(firing.scheduleId()));
            }

            @Override
            public ObjectNode reconcile(ReconcileRequest request) {
                return reconciler.run(request, outOfTime, requestLog).toJson();
            }

            @Override
            public ObjectNode sweep(SweepRequest request) {
                return sweeper.run(request, outOfTime, requestLog);
            }
        });
    }
}
