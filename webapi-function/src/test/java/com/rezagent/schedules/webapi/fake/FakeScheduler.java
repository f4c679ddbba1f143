package com.rezagent.schedules.webapi.fake;

import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.CommandJson;
import com.rezagent.schedules.command.CommandReader;
import com.rezagent.schedules.command.Decider;
import com.rezagent.schedules.command.ScheduleCommand;
import com.rezagent.schedules.command.ScheduleCommandReader;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionDecider;
import com.rezagent.schedules.execution.ExecutionDecision;
import com.rezagent.schedules.execution.ExecutionEvent;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionId;
import com.rezagent.schedules.execution.ReportMessage;
import com.rezagent.schedules.execution.ReportReader;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.schedule.DefinitionReader;
import com.rezagent.schedules.schedule.RunPolicy;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.testing.MemoryHistory;
import com.rezagent.schedules.testing.MemoryStore;
import com.rezagent.schedules.testing.MemoryStores;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Stands in for the scheduler function: makes the same decisions, writes them, and marks the schedule as converged
 * without calling EventBridge.
 */
public final class FakeScheduler {
    private record HeldMessage(String messageId, TopicMessage message) {}

    private final MemoryStore store;
    private final MemoryHistory history;
    private final Clock clock;
    private final Decider decider;
    private final List<FakeHandler> others;
    private final CommandJson commands;
    private final List<HeldMessage> held = new ArrayList<>();

    FakeScheduler(MemoryStores stores, Clock clock, DefinitionReader reader) {
        this.store = stores.schedules();
        this.history = stores.executions();
        this.clock = clock;
        this.decider = new Decider(reader, stores.groups().known());
        this.others = FakeHandler.all(stores, clock);
        this.commands = new CommandJson(Stream.concat(
                        Stream.<CommandReader<?>>of(new ScheduleCommandReader()),
                        others.stream().map(FakeHandler::reader))
                .toList());
    }

    /** Stores a message until {@link #deliverHeld}. */
    public synchronized void hold(String messageId, TopicMessage message) {
        held.add(new HeldMessage(messageId, message));
    }

    /** Processes the held messages, oldest first. */
    public void deliverHeld() {
        drain().forEach(it -> process(it.messageId(), it.message()));
    }

    private synchronized List<HeldMessage> drain() {
        List<HeldMessage> drained = List.copyOf(held);
        held.clear();
        return drained;
    }

    /** Processes a message: decides and, for a schedule, converges. */
    public void process(String messageId, TopicMessage message) {
        process(read(messageId, message));
    }

    /** Processes a command: decides and, for a schedule, converges. */
    public void process(Command command) {
        if (command instanceof ScheduleCommand ofSchedule) {
            ScheduleId id = decide(ofSchedule);
            change(id, schedule -> schedule.converged("arn:aws:scheduler:us-east-1:123456789012:schedule/group/" + id));
        } else {
            others.stream()
                    .filter(it ->
                            it.reader().actions().contains(command.action().text()))
                    .forEach(it -> it.process(command));
        }
    }

    /** Processes a message of the reports topic. */
    public void report(String messageId, TopicMessage message) {
        ReportMessage read = ReportReader.message(message.body());
        Execution seen = history.find(ExecutionId.tryParse(read.executionId()).orElseThrow())
                .orElseThrow();
        RunPolicy policy = store.peek(seen.key().scheduleId())
                .map(it -> it.requireDefinition().runPolicy())
                .orElse(null);
        replace(
                history,
                ExecutionDecider.decide(seen, policy, new ExecutionEvent.Reported(read.report()), clock.instant()));
    }

    /** Writes a decision about an execution, if it changes it. */
    public static void replace(ExecutionHistory history, ExecutionDecision decision) {
        decision.written()
                .ifPresent(after -> history.replace(
                        decision.before(), after, history.state(after.key().scheduleId())));
    }

    /** Decides only: the schedule is not converged yet. */
    public ScheduleId decide(String messageId, TopicMessage message) {
        return decide((ScheduleCommand) read(messageId, message));
    }

    private ScheduleId decide(ScheduleCommand command) {
        FakeHandler.write(
                store,
                () -> store.peek(command.scheduleId()),
                before -> decider.decide(before, command, clock.instant()));
        return command.scheduleId();
    }

    private Command read(String messageId, TopicMessage message) {
        return commands.read(
                message.body(), new CommandJson.Delivery(messageId, clock.instant(), message.attributes()));
    }

    /** Changes a record as only the scheduler function may; does nothing if there is none. */
    public void change(ScheduleId id, UnaryOperator<Schedule> change) {
        while (true) {
            Schedule before = store.peek(id).orElse(null);
            if (before == null || store.replace(before, change.apply(before))) {
                return;
            }
        }
    }
}
