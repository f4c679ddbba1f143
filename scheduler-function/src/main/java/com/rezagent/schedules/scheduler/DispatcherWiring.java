package com.rezagent.schedules.scheduler;

import static com.rezagent.schedules.log.Log.field;

import com.rezagent.schedules.command.Decider;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.schedule.DefinitionReader;
import com.rezagent.schedules.scheduler.command.CommandProcessor;
import com.rezagent.schedules.scheduler.converge.Converger;
import com.rezagent.schedules.scheduler.execution.ExecutionRunner;
import com.rezagent.schedules.scheduler.firing.FiringHandler;
import com.rezagent.schedules.scheduler.firing.ScheduleCompleter;
import com.rezagent.schedules.scheduler.notice.Notices;
import com.rezagent.schedules.scheduler.notice.RefusedMessages;
import com.rezagent.schedules.scheduler.reconcile.Reconciler;

/** Wires the function's handlers over its ports. */
public final class DispatcherWiring {
    private DispatcherWiring() {}

    public static EventDispatcher dispatcher(SchedulerPorts ports, SchedulerSettings settings) {
        Notices notices = new Notices(ports.publisher(), settings.stage(), ports.clock());
        ExecutionRunner runner = new ExecutionRunner(
                ports.history(), ports.publisher(), settings.stage(), notices, settings.lease(), ports.clock());
        Converger converger =
                new Converger(ports.store(), ports.engine(), settings.target(), runner, notices, ports.clock());
        ScheduleCompleter completer = new ScheduleCompleter(ports.store(), ports.history(), converger, ports.clock());
        FiringHandler firings =
                new FiringHandler(ports.store(), ports.history(), runner, converger, completer, ports.clock());
        Decider decider = new Decider(new DefinitionReader(settings.stage().custom()));
        CommandProcessor commands =
                new CommandProcessor(ports.store(), decider, converger, completer, firings, notices, ports.clock());
        Reconciler reconciler = new Reconciler(
                ports.store(),
                ports.history(),
                ports.engine(),
                ports.publisher(),
                settings.stage(),
                converger,
                firings,
                completer,
                notices,
                ports.clock());
        return new EventDispatcher(
                firings,
                reconciler,
                new MessageHandler(commands, reconciler, new RefusedMessages(ports.deadLetters(), notices)),
                new Log(ports.log(), ports.clock())
                        .with(field("stage", settings.stage().stage())));
    }
}
