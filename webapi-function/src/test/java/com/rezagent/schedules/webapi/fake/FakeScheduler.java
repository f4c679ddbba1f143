package com.rezagent.schedules.webapi.fake;

import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.CommandJson;
import com.rezagent.schedules.command.Decider;
import com.rezagent.schedules.command.Decision;
import com.rezagent.schedules.command.ExecutionCommand;
import com.rezagent.schedules.command.ExecutionCommandReader;
import com.rezagent.schedules.command.ExecutionCommandRules;
import com.rezagent.schedules.command.ScheduleCommand;
import com.rezagent.schedules.command.ScheduleCommandReader;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionDecider;
import com.rezagent.schedules.execution.ExecutionDecision;
import com.rezagent.schedules.execution.ExecutionEvent;
import com.rezagent.schedules.execution.ExecutionId;
import com.rezagent.schedules.execution.ReportMessage;
import com.rezagent.schedules.execution.ReportReader;
import com.rezagent.schedules.execution.Trigger;
import com.rezagent.schedules.group.Group;
import com.rezagent.schedules.group.GroupCommand;
import com.rezagent.schedules.group.GroupCommandReader;
import com.rezagent.schedules.group.GroupDecider;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.schedule.DefinitionReader;
import com.rezagent.schedules.schedule.RunPolicy;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.testing.MemoryGroupStore;
import com.rezagent.schedules.testing.MemoryHistory;
import com.rezagent.schedules.testing.MemoryStore;
import com.rezagent.schedules.testing.MemoryStores;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Stands in for the scheduler function: makes the same decisions, writes them, and marks the schedule as converged
 * without calling EventBridge.
 */
public final class FakeScheduler {
    private static final CommandJson COMMANDS = new CommandJson(
            List.of(new ScheduleCommandReader(), new ExecutionCommandReader(), new GroupCommandReader()));

    private record HeldMessage(String messageId, TopicMessage message) {}

    private final MemoryStore store;
    private final MemoryGroupStore groups;
    private final MemoryHistory history;
    private final Clock clock;
    private final Decider decider;
    private final GroupDecider groupDecider;
    private final List<HeldMessage> held = new ArrayList<>();

    FakeScheduler(MemoryStores stores, Clock clock, DefinitionReader reader) {
        this.store = stores.schedules();
        this.groups = stores.groups();
        this.history = stores.executions();
        this.clock = clock;
        this.decider = new Decider(reader, groups.known());
        this.groupDecider = new GroupDecider(GroupDecider.facts(groups, store));
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

    /** Processes a command: decides and, for a schedule, converges. */
    public void process(String messageId, TopicMessage message) {
        Command command = read(messageId, message);
        if (command instanceof GroupCommand ofGroup) {
            process(ofGroup);
        } else if (command instanceof ExecutionCommand ofExecution) {
            process(ofExecution);
        } else {
            ScheduleId id = decide((ScheduleCommand) command);
            change(id, schedule -> schedule.converged("arn:aws:scheduler:us-east-1:123456789012:schedule/group/" + id));
        }
    }

    /** Processes a command of a group. */
    public void process(GroupCommand command) {
        while (!write(command)) {
            // A concurrent write was first: decide again on the current record.
        }
    }

    private void process(ExecutionCommand command) {
        Execution seen = history.find(command.executionId()).orElseThrow();
        try {
            replace(ExecutionCommandRules.decide(seen, command, clock.instant()));
        } catch (RefusedException e) {
            return;
        }
        String digest = command.context().requestDigest();
        if (digest != null) {
            history.recordTrigger(
                    command.executionId().scheduleId(),
                    command.context().commandId(),
                    new Trigger(clock.instant(), digest));
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
        replace(ExecutionDecider.decide(seen, policy, new ExecutionEvent.Reported(read.report()), clock.instant()));
    }

    private void replace(ExecutionDecision decision) {
        decision.written()
                .ifPresent(after -> history.replace(
                        decision.before(), after, history.state(after.key().scheduleId())));
    }

    /** Decides only: the schedule is not converged yet. */
    public ScheduleId decide(String messageId, TopicMessage message) {
        return decide((ScheduleCommand) read(messageId, message));
    }

    private ScheduleId decide(ScheduleCommand command) {
        while (!write(command)) {
            // A concurrent write was first: decide again on the current record.
        }
        return command.scheduleId();
    }

    private Command read(String messageId, TopicMessage message) {
        return COMMANDS.read(
                message.body(), new CommandJson.Delivery(messageId, clock.instant(), message.attributes()));
    }

    private boolean write(GroupCommand command) {
        Optional<Group> before = groups.peek(command.group());
        Decision<Group> decision = groupDecider.decide(before, command, clock.instant());
        if (decision instanceof Decision.Insert<Group> insert) {
            return groups.insert(insert.next(), insert.change());
        }
        if (!(decision instanceof Decision.Replace<Group> replace)) {
            return true;
        }
        return before.isEmpty()
                ? groups.insert(replace.next(), replace.change())
                : groups.replace(before.get(), replace.next(), replace.change());
    }

    private boolean write(ScheduleCommand command) {
        Optional<Schedule> before = store.peek(command.scheduleId());
        Decision<Schedule> decision = decider.decide(before, command, clock.instant());
        if (decision instanceof Decision.Insert<Schedule> insert) {
            return store.insert(insert.next(), insert.change());
        }
        return !(decision instanceof Decision.Replace<Schedule> replace)
                || store.replace(before.orElseThrow(), replace.next(), replace.change());
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
