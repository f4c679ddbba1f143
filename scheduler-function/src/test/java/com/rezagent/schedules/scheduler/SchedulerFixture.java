package com.rezagent.schedules.scheduler;

import static com.rezagent.schedules.testing.Records.withComponent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.Command;
import com.rezagent.schedules.command.CommandJson;
import com.rezagent.schedules.command.Decider;
import com.rezagent.schedules.command.ScheduleCommand;
import com.rezagent.schedules.engine.EngineTarget;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionStates;
import com.rezagent.schedules.group.GroupCommand;
import com.rezagent.schedules.group.GroupSettings;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.log.LogEvent;
import com.rezagent.schedules.messaging.Stage;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.Counters;
import com.rezagent.schedules.schedule.DefinitionReader;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.scheduler.command.CommandProcessor;
import com.rezagent.schedules.scheduler.converge.Converger;
import com.rezagent.schedules.scheduler.event.SchedulerEvent.Firing;
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
import com.rezagent.schedules.scheduler.reconcile.Reconciler;
import com.rezagent.schedules.scheduler.sweep.Sweeper;
import com.rezagent.schedules.store.FiringRecords;
import com.rezagent.schedules.testing.MemoryEngine;
import com.rezagent.schedules.testing.MemoryGroupStore;
import com.rezagent.schedules.testing.MemoryHistory;
import com.rezagent.schedules.testing.MemoryPublisher;
import com.rezagent.schedules.testing.MemoryStore;
import com.rezagent.schedules.testing.SettableClock;
import com.rezagent.schedules.testing.TestStores;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The function's handlers over in-memory ports, at {@link #NOW} until a test moves the clock. */
public final class SchedulerFixture {
    public static final Instant NOW = Instant.parse("2026-01-05T12:00:00Z");
    public static final String NAME = "a";
    public static final ScheduleId ID = ScheduleName.parse(NAME).id();
    public static final EngineTarget TARGET = new EngineTarget("arn:function", "arn:role", null);
    public static final Duration LEASE = Duration.ofSeconds(50);

    public final SettableClock clock = new SettableClock(NOW);
    public final MemoryStore store = new MemoryStore();
    public final MemoryGroupStore groups = new MemoryGroupStore(store.changes());
    public final MemoryHistory history = new MemoryHistory();
    public final MemoryEngine engine = new MemoryEngine();
    public final List<LogEvent> logged = Collections.synchronizedList(new ArrayList<>());
    public final List<String> deadLetters = new ArrayList<>();
    public final Stage stage = new Stage(
            "test", topic("creation"), topic("web-actions"), topic("notifications"), topic("reports"), Set.of());
    public final MemoryPublisher publisher = new MemoryPublisher(stage);
    public final Log log = new Log(logged::add, clock);
    public final ExecutionUpdates updates;
    public final ExecutionRunner runner;
    public final Converger converger;
    public final FiringHandler firings;
    public final CommandProcessor commands;
    public final GroupCommandHandler groupCommands;
    public final Reconciler reconciler;
    public final Sweeper sweeper;

    private final EventDispatcher dispatcher;
    private int commandCount;

    public SchedulerFixture() {
        FiringRecords records = FiringRecords.of(store, groups, history);
        Notices notices = new Notices(publisher, stage, clock);
        PauseAfterFailures pauses = new PauseAfterFailures(history, publisher, stage);
        updates = new ExecutionUpdates(records, history, new FailureNotices(notices, clock), pauses, clock);
        AttemptPublisher attempts = new AttemptPublisher(history, updates, publisher, stage, notices, clock);
        runner = new ExecutionRunner(records, history, attempts, pauses, LEASE, clock);
        converger = new Converger(store, engine, TARGET, runner, notices, clock);
        ScheduleCompleter completer = new ScheduleCompleter(store, history, converger, clock);
        firings = new FiringHandler(store, records, history, runner, converger, completer, clock);
        Decider decider = new Decider(new DefinitionReader(Set.of()), groups.known());
        commands = new CommandProcessor(store, decider, converger, completer, firings, notices, clock);
        groupCommands = new GroupCommandHandler(groups, store, notices, clock);
        DueExecutions due = new DueExecutions(updates, attempts, LEASE, clock);
        sweeper = new Sweeper(history, due, publisher, stage, clock);
        reconciler = new Reconciler(
                store, history, engine, publisher, stage, converger, firings, completer, notices, records, sweeper,
                clock);
        dispatcher = DispatcherWiring.dispatcher(
                new SchedulerPorts(
                        TestStores.of(store, groups, history, store.changes()),
                        engine,
                        publisher,
                        (event, reason) -> deadLetters.add(reason),
                        clock,
                        logged::add),
                new SchedulerSettings(stage, TARGET, LEASE.minusSeconds(5)));
    }

    private static TopicArn topic(String name) {
        return new TopicArn("arn:aws:sns:us-east-1:123456789012:rez-agent-" + name + "-test");
    }

    /** Dispatches an event as Lambda does, with time left. */
    public ObjectNode dispatch(String event) {
        return dispatch(event, () -> false);
    }

    public ObjectNode dispatch(String event, BooleanSupplier outOfTime) {
        return dispatcher.handle(event.getBytes(StandardCharsets.UTF_8), "request", outOfTime);
    }

    /** Returns the event that delivers messages of the schedule-creation topic. */
    public String messages(String... bodies) {
        return messages(stage.scheduleCreation(), bodies);
    }

    /** Returns the event that delivers messages of the topic of reports. */
    public String reports(String... bodies) {
        return messages(stage.executionReports(), bodies);
    }

    private String messages(TopicArn topic, String... bodies) {
        ObjectNode event = Json.object();
        for (String body : bodies) {
            event.withArray("Records")
                    .addObject()
                    .put("EventSource", "aws:sns")
                    .putObject("Sns")
                    .put("TopicArn", topic.value())
                    .put("MessageId", "message")
                    .put("Timestamp", clock.instant().toString())
                    .put("Message", body);
        }
        return Json.write(event);
    }

    /** Returns a context of the Web API, with a new command id, issued now. */
    public Command.Context context() {
        return context(clock.instant());
    }

    public Command.Context context(Instant issuedAt) {
        return new Command.Context("command " + ++commandCount, "tester", issuedAt, Command.Origin.WEB_API);
    }

    public ScheduleCommand.Create create(String expression) {
        return create(NAME, expression);
    }

    public ScheduleCommand.Create create(String name, String expression) {
        return create(name, expression, null);
    }

    /** Returns a create of a schedule with a run policy; null for none. */
    public ScheduleCommand.Create create(String name, String expression, @Nullable String runPolicy) {
        ObjectNode body = body(expression).put("name", name);
        if (runPolicy != null) {
            body.set("run_policy", Json.parseObject(runPolicy));
        }
        return new ScheduleCommand.Create(context(), ScheduleName.parse(name).id(), JsonObject.of(body));
    }

    public ScheduleCommand.Update update(String expression) {
        return new ScheduleCommand.Update(context(), ID, JsonObject.of(body(expression)), null);
    }

    private static ObjectNode body(String expression) {
        ObjectNode body = Json.object().put("schedule_expression", expression).put("target_type", "web_action");
        body.putObject("payload");
        return body;
    }

    /** Returns the message that requests a command. */
    public static String message(Command command) {
        return CommandJson.write(command).body();
    }

    public CommandOutcome process(ScheduleCommand command) {
        return commands.process(command, log);
    }

    /** Creates a group, or replaces its settings. */
    public CommandOutcome putGroup(String group) {
        return putGroup(group, GroupSettings.NONE);
    }

    public CommandOutcome putGroup(String group, GroupSettings settings) {
        return process(new GroupCommand.Put(context(), new ResourceName(group), settings, null));
    }

    /** Pauses a group from a time, or at once, until a time, or until it is resumed. */
    public CommandOutcome pauseGroup(
            String group, @Nullable Instant from, @Nullable Instant until, @Nullable String reason) {
        return process(new GroupCommand.Pause(context().withReason(reason), new ResourceName(group), from, until));
    }

    public CommandOutcome process(GroupCommand command) {
        return groupCommands.process(command, log);
    }

    /** Creates a converged schedule, and forgets the calls to the engine. */
    public Schedule created(String expression) {
        return created(expression, null);
    }

    /** Creates a converged schedule with a run policy, null for none, and forgets the calls to the engine. */
    public Schedule created(String expression, @Nullable String runPolicy) {
        process(create(NAME, expression, runPolicy));
        engine.clearCalls();
        return record();
    }

    public Schedule record() {
        return store.find(ID).orElseThrow();
    }

    /** Returns the counters of the schedule as the API shows them. */
    public Counters counters() {
        return history.state(ID).counters(record());
    }

    /** Returns the firing of the current entry at a time. */
    public Firing firing(Instant scheduledTime) {
        Schedule record = record();
        return new Firing(ID, record.entryVersion(), record.incarnation(), record.group(), scheduledTime);
    }

    /** Moves the clock to a time and handles its firing. */
    public void fire(Instant time) {
        fire(time, time);
    }

    /** Handles a firing that arrives later, and returns its execution. */
    public Execution fire(Instant scheduledTime, Instant arrives) {
        clock.set(arrives);
        firings.fire(firing(scheduledTime), log);
        return execution(scheduledTime);
    }

    /** Creates the schedule, hourly, unless it exists, and publishes its execution at a time as one that is reported. */
    public void published(Instant time, String runPolicy) {
        Schedule schedule = store.find(ID).orElseGet(() -> created("cron(0 * * * ? *)", runPolicy));
        clock.set(time);
        ExecutionStates.publish(history, schedule, time, time);
    }

    /** Stores a copy of an execution as the one of another firing. */
    public void addCopy(Execution it, Instant time) {
        history.add(withComponent(it, "key", ExecutionKey.firing(it.key().scheduleId(), time)));
    }

    public Execution execution(Instant scheduledTime) {
        return history.find(ExecutionKey.firing(ID, scheduledTime)).orElseThrow();
    }

    public List<Execution> executions() {
        return history.list(ID, 100, null).items();
    }

    /** Returns the number of messages that targets received. */
    public int published() {
        return publisher.messages(stage.webActions()).size();
    }

    /** Returns the actions of all notices, oldest first. */
    public List<String> notices() {
        return publisher.messages(stage.notifications()).stream()
                .map(it -> Json.parseObject(it.body())
                        .path("payload")
                        .path("action")
                        .asText())
                .toList();
    }

    /** Returns the logged events with this name. */
    public List<Map<String, Object>> logged(String name) {
        return logged.stream()
                .filter(it -> it.name().equals(name))
                .map(LogEvent::fields)
                .toList();
    }
}
