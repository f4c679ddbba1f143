package com.rezagent.schedules.local.system;

import static com.rezagent.schedules.log.Log.field;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.rezagent.schedules.change.ChangeHistory;
import com.rezagent.schedules.config.ApiMode;
import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.group.GroupStore;
import com.rezagent.schedules.local.clock.VirtualClock;
import com.rezagent.schedules.local.clock.VirtualTimeScheduler;
import com.rezagent.schedules.local.console.Console;
import com.rezagent.schedules.local.consumer.LocalConsumers;
import com.rezagent.schedules.local.engine.Firing;
import com.rezagent.schedules.local.engine.LocalEngine;
import com.rezagent.schedules.local.engine.SimulatedScheduler;
import com.rezagent.schedules.local.fault.FaultInjector;
import com.rezagent.schedules.local.fault.PortCall.Caller;
import com.rezagent.schedules.local.fault.PortCall.Target;
import com.rezagent.schedules.local.invocation.AsyncInvoker;
import com.rezagent.schedules.local.invocation.FiringDelivery;
import com.rezagent.schedules.local.invocation.LambdaFunction;
import com.rezagent.schedules.local.invocation.LocalDeadLetterQueue;
import com.rezagent.schedules.local.store.ClockStore;
import com.rezagent.schedules.local.store.Database;
import com.rezagent.schedules.local.store.LocalStores;
import com.rezagent.schedules.local.store.StoreFailure;
import com.rezagent.schedules.local.topic.LocalTopics;
import com.rezagent.schedules.local.topic.ReceivedMessage;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.messaging.Stage;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.scheduler.SchedulerSettings;
import com.rezagent.schedules.webapi.WebApiSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Both functions and simulators of all that they call, in one JVM; {@code LocalRuntime} adds HTTP. State from a data
 * directory is restored: a reconcile run rebuilds the engine, queued invocations are scheduled again, and a clock in
 * real time catches up with everything that fell due while the system was down.
 *
 * <p>No background thread runs until {@link #start}. Before that, everything runs on the thread that calls {@link
 * #advance} or {@link #runDue}, in a deterministic order.
 */
public final class LocalSystem implements AutoCloseable {
    /** The stage's four topics and the dead-letter queue. */
    private static final int STANDARD_QUEUES = 5;

    /** All queues together may use the heap divided by this. */
    private static final int HEAP_DIVISOR = 4;

    private final LocalSettings settings;
    private final Console console;
    private final Stage stage;
    private final Database database;
    private final ClockStore clockStore;
    private final ClockSaver clockSaver;
    private final VirtualClock clock;
    private final VirtualTimeScheduler virtualTime;
    private final LocalStores stores;
    private final LocalDeadLetterQueue deadLetters;
    private final SimulatedScheduler scheduler;
    private final FaultInjector faults;
    private final AsyncInvoker invoker;
    private final FiringDelivery delivery;
    private final LocalTopics topics;
    private final LocalConsumers consumers;
    private final LambdaFunction webApi;
    private final Log log;
    private volatile boolean isOpen;

    private LocalSystem(LocalSettings settings, Functions functions, Console console, Database database) {
        this.settings = settings;
        this.console = console;
        this.database = database;
        stage = LocalStage.topics(settings.customTopics());
        clockStore = new ClockStore(database);
        Clock wall = Clock.systemUTC();
        Instant start = clockStore.ranUntil().or(settings::start).orElseGet(wall::instant);
        // The clock stands still until the engine is rebuilt. The engine fires only what is due after that moment, so a
        // clock that ran meanwhile would make it skip firings.
        clock = VirtualClock.held(settings.speed(), wall, start);
        log = new Log(console, clock);
        virtualTime = new VirtualTimeScheduler(clock, this::taskFailed);
        clockSaver = new ClockSaver(virtualTime, clockStore);
        stores = LocalStores.of(database);
        long queueBytes = queueBytes(stage);
        deadLetters = new LocalDeadLetterQueue(database, clock, queueBytes);
        faults = new FaultInjector(clock, virtualTime);
        scheduler = new SimulatedScheduler(clock, virtualTime, LocalStage.GROUP, this::deliver, System::nanoTime);
        LateBound<RequestStreamHandler> handler = new LateBound<>();
        invoker = new AsyncInvoker(
                new LambdaFunction(
                        LocalStage.SCHEDULER_FUNCTION,
                        (input, output, context) -> handler.get().handleRequest(input, output, context),
                        LocalStage.SCHEDULER_TIMEOUT,
                        settings.ids()),
                database,
                deadLetters,
                clock,
                virtualTime,
                log);
        delivery = new FiringDelivery(
                faults.wrap(FiringDelivery.Function.class, this::invokeFor, Caller.ENGINE, Target.FUNCTION, Map.of()),
                deadLetters,
                SimulatedScheduler.arnPrefix(LocalStage.GROUP),
                clock,
                virtualTime);
        topics = new LocalTopics(stage, database, clock, settings.ids(), invoker, queueBytes, this::received);
        consumers = new LocalConsumers(topics, stage.executionReports(), clock, virtualTime, settings.ids());
        LocalPorts ports =
                new LocalPorts(faults, stores.asOne(), scheduler, topics, deadLetters, clock, settings.ids(), console);
        handler.bind(functions.scheduler(
                ports.ofScheduler(), new SchedulerSettings(stage, LocalStage.TARGET, LocalStage.SCHEDULER_TIMEOUT)));
        webApi = new LambdaFunction(
                LocalStage.WEB_API_FUNCTION,
                functions.webApi(
                        ports.ofWebApi(), new WebApiSettings(stage, ApiMode.ENABLED, Optional.of(LocalStage.CALLER))),
                LocalStage.WEB_API_TIMEOUT,
                settings.ids());
        virtualTime.onIdle(this::onIdle);
        database.onFailure(this::stop);
        if (database.isFile()) {
            database.beforeCommit(session -> clockStore.advance(session, clock.instant()));
        }
    }

    /**
     * Returns how many bytes a topic or the dead-letter queue may store; together they use at most a quarter of the
     * heap.
     */
    private static long queueBytes(Stage stage) {
        int queues = STANDARD_QUEUES + stage.custom().size();
        return Math.min(LocalTopics.MAX_TOPIC_BYTES, Runtime.getRuntime().maxMemory() / HEAP_DIVISOR / queues);
    }

    /** Opens a system with the real functions and without console output. */
    public static LocalSystem open(LocalSettings settings) {
        return open(settings, Functions.REAL, Console.silent());
    }

    /**
     * Opens a system and recovers the state in its data directory, including everything that fell due in the meantime.
     *
     * @throws Database.UnusableException if the data directory cannot be used
     */
    public static LocalSystem open(LocalSettings settings, Functions functions, Console console) {
        Database database = settings.data().map(Database::inDirectory).orElseGet(Database::inMemory);
        try {
            LocalSystem system = new LocalSystem(settings, functions, console, database);
            system.recovery().run(system.clockStore.latestWrite());
            system.isOpen = true;
            database.requireUsable();
            return system;
        } catch (RuntimeException | Error e) {
            database.close();
            database.requireUsable();
            throw e;
        }
    }

    private Recovery recovery() {
        ReconcileTimer reconcile = new ReconcileTimer(clock, virtualTime, stores, invoker);
        SweepTimer sweep = new SweepTimer(clock, virtualTime, stores.executions(), invoker);
        return new Recovery(
                settings, clock, virtualTime, stores.schedules(), scheduler, invoker, reconcile, sweep, console);
    }

    private void received(TopicArn topic, ReceivedMessage message) {
        console.received(LocalStage.shortName(stage, topic), message);
        consumers.received(topic, message);
    }

    private void deliver(Firing firing, Instant deliverAt) {
        delivery.receive(firing, deliverAt);
    }

    private void invokeFor(String event, Instant due) {
        if (due.isAfter(clock.instant())) {
            invoker.invokeAt(event, due);
        } else {
            invoker.invokeNow(event);
        }
    }

    /** Starts the background thread that runs tasks as the clock reaches them. */
    public void start() {
        virtualTime.start();
    }

    /** Like {@link VirtualTimeScheduler#advance}, and flushes the results to the data directory before it returns. */
    public Instant advance(Duration by) {
        Instant reached = virtualTime.advance(by);
        database.flush();
        return reached;
    }

    /**
     * Writes committed changes to the data directory. Called before a response is sent, so that everything a response
     * shows survives a restart. Does nothing if there are no unwritten changes.
     *
     * @throws TransientException if the data directory cannot be written
     */
    public void flush() {
        database.flushCommitted();
    }

    /**
     * Returns the current time and stores it, so that the clock never shows an earlier time after a restart.
     *
     * @throws TransientException if the data directory cannot be written
     */
    public Instant readClock() {
        Instant now = clock.instant();
        database.flush();
        return now;
    }

    /** Returns why the store can no longer be used; empty while it can be used. */
    public Optional<StoreFailure> failure() {
        return database.failure();
    }

    /** Like {@link VirtualTimeScheduler#runDue}. */
    public void runDue() {
        virtualTime.runDue();
    }

    /**
     * Invokes the scheduler function synchronously, between two tasks, and returns its response.
     *
     * @throws RuntimeException any exception of the handler
     */
    public byte[] invoke(String event) {
        return virtualTime.between(() -> invoker.invokeAndWait(event));
    }

    public VirtualClock clock() {
        return clock;
    }

    public VirtualTimeScheduler virtualTime() {
        return virtualTime;
    }

    /** Returns the store without injected faults. */
    public ScheduleStore store() {
        return stores.schedules();
    }

    /** Returns the store of groups without injected faults. */
    public GroupStore groups() {
        return stores.groups();
    }

    /** Returns the history of changes without injected faults. */
    public ChangeHistory changes() {
        return stores.changes();
    }

    /** Returns the execution history without injected faults. */
    public ExecutionHistory history() {
        return stores.executions();
    }

    /** Returns the engine without injected faults. */
    public Engine engine() {
        return new LocalEngine(scheduler, settings.ids());
    }

    /** Returns the simulated EventBridge Scheduler behind the engine, with the operations of the service's API. */
    public SimulatedScheduler scheduler() {
        return scheduler;
    }

    /** Returns the topics without injected faults. */
    public LocalTopics topics() {
        return topics;
    }

    /** Returns the consumers that report by themselves. */
    public LocalConsumers consumers() {
        return consumers;
    }

    public Stage stage() {
        return stage;
    }

    public LocalDeadLetterQueue deadLetters() {
        return deadLetters;
    }

    public FaultInjector faults() {
        return faults;
    }

    /** Returns the asynchronous invoker of the scheduler function. */
    public AsyncInvoker invoker() {
        return invoker;
    }

    /** Returns the Web API function. */
    public LambdaFunction webApi() {
        return webApi;
    }

    /** Returns the source of new, unguessable ids. */
    public Supplier<String> ids() {
        return settings.ids();
    }

    /** Stops all tasks after the store has failed, since their results would be lost. */
    private void stop(StoreFailure failure) {
        virtualTime.stop();
        if (isOpen) {
            console.storeFailed(database.describe(failure) + ".");
            console.flush();
        }
    }

    private void taskFailed(Throwable e) {
        if (database.failure().isPresent()) {
            return;
        }
        log.error("task_failed", field("exception", e.getClass().getName()), field("reason", e.getMessage()));
    }

    private void onIdle() {
        if (database.isFile()) {
            if (settings.speed().isManual()) {
                clockSaver.save();
            } else {
                clockSaver.saveIfDue();
            }
        }
        console.flush();
    }

    /** Waits for the running task and stops. Queued work remains in the data directory. */
    @Override
    public void close() {
        virtualTime.close();
        if (database.isFile() && database.failure().isEmpty()) {
            clockSaver.save();
        }
        database.close();
        console.flush();
    }
}
