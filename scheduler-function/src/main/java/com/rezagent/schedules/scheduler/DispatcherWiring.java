package com.rezagent.schedules.scheduler;

import static com.rezagent.schedules.log.Log.field;

import com.rezagent.schedules.command.Decider;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.schedule.DefinitionReader;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.scheduler.command.CommandHandlers;
import com.rezagent.schedules.scheduler.command.CommandProcessor;
import com.rezagent.schedules.scheduler.command.ExecutionCommandHandler;
import com.rezagent.schedules.scheduler.converge.Converger;
import com.rezagent.schedules.scheduler.event.EventReader;
import com.rezagent.schedules.scheduler.execution.AttemptPublisher;
import com.rezagent.schedules.scheduler.execution.DueExecutions;
import com.rezagent.schedules.scheduler.execution.ExecutionRunner;
import com.rezagent.schedules.scheduler.execution.ExecutionUpdates;
import com.rezagent.schedules.scheduler.execution.FailureNotices;
import com.rezagent.schedules.scheduler.execution.PauseAfterFailures;
import com.rezagent.schedules.scheduler.firing.FiringHandler;
import com.rezagent.schedules.scheduler.firing.ScheduleCompleter;
import com.rezagent.schedules.scheduler.group.GroupCommandHandler;
import com.rezagent.schedules.scheduler.notice.Notices;
import com.rezagent.schedules.scheduler.notice.RefusedMessages;
import com.rezagent.schedules.scheduler.reconcile.Reconciler;
import com.rezagent.schedules.scheduler.report.ReportHandler;
import com.rezagent.schedules.scheduler.sweep.Sweeper;
import com.rezagent.schedules.store.FiringRecords;
import java.util.List;

/** Wires the function's handlers over its ports. */
public final class DispatcherWiring {
    private DispatcherWiring() {}

    public static EventDispatcher dispatcher(SchedulerPorts ports, SchedulerSettings settings) {
        ScheduleStore schedules = ports.stores().schedules();
        ExecutionHistory executions = ports.stores().executions();
        Notices notices = new Notices(ports.publisher(), settings.stage(), ports.clock());
        FiringRecords records = ports.stores().firings();
        PauseAfterFailures pauses = new PauseAfterFailures(executions, ports.publisher(), settings.stage());
        ExecutionUpdates updates = new ExecutionUpdates(
                records, executions, new FailureNotices(notices, ports.clock()), pauses, ports.clock());
        AttemptPublisher attempts =
                new AttemptPublisher(executions, updates, ports.publisher(), settings.stage(), notices, ports.clock());
        ExecutionRunner runner =
                new ExecutionRunner(records, executions, attempts, pauses, settings.lease(), ports.clock());
        Converger converger =
                new Converger(schedules, ports.engine(), settings.target(), runner, notices, ports.clock());
        ScheduleCompleter completer = new ScheduleCompleter(schedules, executions, converger, ports.clock());
        FiringHandler firings =
                new FiringHandler(schedules, records, executions, runner, converger, completer, ports.clock());
        Decider decider = new Decider(
                new DefinitionReader(settings.stage().custom()),
                ports.stores().groups().known());
        CommandProcessor commands =
                new CommandProcessor(schedules, decider, converger, completer, firings, notices, ports.clock());
        ExecutionCommandHandler executionCommands =
                new ExecutionCommandHandler(executions, updates, notices, ports.clock());
        GroupCommandHandler groupCommands =
                new GroupCommandHandler(ports.stores().groups(), schedules, notices, ports.clock());
        DueExecutions due = new DueExecutions(updates, attempts, settings.lease(), ports.clock());
        Sweeper sweeper = new Sweeper(executions, due, ports.publisher(), settings.stage(), ports.clock());
        Reconciler reconciler = new Reconciler(
                schedules,
                executions,
                ports.engine(),
                ports.publisher(),
                settings.stage(),
                converger,
                firings,
                completer,
                notices,
                records,
                sweeper,
                ports.clock());
        return new EventDispatcher(
                new EventReader(settings.stage().executionReports()),
                firings,
                reconciler,
                sweeper,
                new MessageHandler(
                        new CommandHandlers(List.of(commands, executionCommands, groupCommands)),
                        reconciler,
                        sweeper,
                        new RefusedMessages(ports.deadLetters(), notices)),
                new ReportHandler(updates),
                new Log(ports.log(), ports.clock())
                        .with(field("stage", settings.stage().stage())));
    }
}
