package com.rezagent.schedules.local;

import static com.rezagent.schedules.log.Log.field;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.rezagent.schedules.config.ApiMode;
import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.local.clock.VirtualClock;
import com.rezagent.schedules.local.clock.VirtualTimeScheduler;
import com.rezagent.schedules.local.console.Console;
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
import com.rezagent.schedules.local.store.SqlExecutionHistory;
import com.rezagent.schedules.local.store.SqlScheduleStore;
import com.rezagent.schedules.local.store.StoreFailure;
import com.rezagent.schedules.local.topic.LocalTopics;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.messaging.Stage;
import com.rezagent.schedules.messaging.TopicPublisher;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.scheduler.SchedulerPorts;
import com.rezagent.schedules.scheduler.SchedulerSettings;
import com.rezagent.schedules.webapi.WebApiPorts;
import com.rezagent.schedules.webapi.WebApiSettings;
import com.rezagent.schedules.webapi.command.SystemSleeper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Both functions and simulators of all that they call, in one JVM; {@link LocalRuntime} adds HTTP. State from a data
 * directory is restored: a reconcile run rebuilds the engine, queued invocations are scheduled again, and a clock in
 * real time catches up with everything that fell due while the system was down.
 *
 * <p>No background thread runs until {@link #start}. Before that, everything runs on the thread that calls {@link
 * #advance} or {@link #runDue}, in a deterministic order.
 */
public final class LocalSystem implements AutoCloseable {
    /** The event that the hourly rule sends to the scheduler function. */
    public static final String RECONCILE = "{\"action\":\"reconcile\"}";

    /** The stage's three topics and the dead-letter queue. */
    private static final int STANDARD_QUEUES = 4;

    /** All queues together may use the heap divided by this. */
    private static final int HEAP_DIVISOR = 4;

    /** A shorter catch-up at startup is not reported. */
    private static final Duration MIN_ANNOUNCED_CATCH_UP = Duration.ofMinutes(1);

    private static final Duration SAVE_INTERVAL = Duration.ofSeconds(5);
    private static final Map<String, String> HISTORY_NAMES =
            Map.of("find", "find_execution", "list", "list_executions");

    private final LocalSettings settings;
    private final Console console;
    private final Stage stage;
    private final Database database;
    private final ClockStore clockStore;
    private final VirtualClock clock;
    private final VirtualTimeScheduler virtualTime;
    private final SqlScheduleStore store;
    private final SqlExecutionHistory history;
    private final LocalDeadLetterQueue deadLetters;
    private final SimulatedScheduler scheduler;
    private final FaultInjector faults;
    private final AsyncInvoker invoker;
    private final FiringDelivery delivery;
    private final LocalTopics topics;
    private final LambdaFunction webApi;
    private final Log log;
    private Instant savedPosition = Instant.MIN;
    private long savedAt = System.nanoTime();
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
        store = new SqlScheduleStore(database);
        history = new SqlExecutionHistory(database);
        long queueBytes = queueBytes(stage);
        deadLetters = new LocalDeadLetterQueue(database, clock, queueBytes);
        faults = new FaultInjector(clock, virtualTime);
        scheduler = new SimulatedScheduler(clock, virtualTime, LocalStage.GROUP, this::deliver, System::nanoTime);
        LateBound<RequestStreamHandler> handler = new LateBound<>();
        invoker = new AsyncInvoker(
                new LambdaFunction(
                        LocalStage.SCHEDULER_FUNCTION,
                        (input, output, context) -> handler.get().handleRequest(input, output, context),
                        LocalStage.FUNCTION_TIMEOUT,
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
        topics = new LocalTopics(
                stage,
                database,
                clock,
                settings.ids(),
                invoker,
                queueBytes,
                (topic, message) -> console.received(LocalStage.shortName(stage, topic), message));
        handler.bind(functions.scheduler(
                schedulerPorts(), new SchedulerSettings(stage, LocalStage.TARGET, LocalStage.FUNCTION_TIMEOUT)));
        webApi = new LambdaFunction(
                LocalStage.WEB_API_FUNCTION,
                functions.webApi(
                        webApiPorts(), new WebApiSettings(stage, ApiMode.ENABLED, Optional.of(LocalStage.CALLER))),
                LocalStage.FUNCTION_TIMEOUT,
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

    /** A reference that is set later: the scheduler function and the topics that invoke it depend on each other. */
    private static final class LateBound<T> {
        private @Nullable T value;

        void bind(T newValue) {
            value = newValue;
        }

        T get() {
            T bound = value;
            if (bound == null) {
                throw new IllegalStateException("Not bound yet");
            }
            return bound;
        }
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
            system.recover();
            system.isOpen = true;
            database.requireUsable();
            return system;
        } catch (RuntimeException | Error e) {
            database.close();
            database.requireUsable();
            throw e;
        }
    }

    private void recover() {
        Optional<Instant> latest = clockStore.latestWrite();
        if (!store.isEmpty()) {
            console.quietly(() -> invoker.invokeNow(RECONCILE));
            console.line("Restored " + scheduler.size() + " schedules in the engine; the clock was at "
                    + latest.filter(clock.instant()::isBefore).orElseGet(clock::instant));
        }
        invoker.resume();
        settings.reconcileEvery().ifPresent(every -> virtualTime.at(nextReconcile(every), () -> reconcile(every)));
        latest.ifPresent(virtualTime::advanceTo);
        announceCatchUp();
        catchUp();
    }

    /** Prints until when {@link #catchUp} runs tasks, if that may take a while. */
    private void announceCatchUp() {
        if (settings.start().isEmpty() && !settings.speed().isReal()) {
            return;
        }
        Instant target = settings.start().orElseGet(Instant::now);
        if (Duration.between(clock.instant(), target).compareTo(MIN_ANNOUNCED_CATCH_UP) >= 0) {
            console.line("The clock is catching up from " + clock.instant().truncatedTo(ChronoUnit.SECONDS) + " to "
                    + target.truncatedTo(ChronoUnit.SECONDS) + "; everything due in between runs first.");
            console.flush();
        }
    }

    /**
     * Advances the clock from the stored time to the start time and runs everything due in between, each at its own
     * time.
     */
    private void catchUp() {
        if (settings.start().isPresent()) {
            virtualTime.advanceTo(settings.start().get());
        } else if (settings.speed().isReal()) {
            virtualTime.advanceTo(Instant.now());
            // Again, for what fell due during the first catch-up.
            virtualTime.advanceTo(Instant.now());
        } else {
            clock.release();
        }
    }

    private Instant nextReconcile(Duration every) {
        // In the middle of the period, since most schedules fire on the hour.
        Instant now = clock.instant();
        long period = every.toSeconds();
        long offset = period / 2;
        long periods = Math.floorDiv(now.getEpochSecond() - offset, period) + 1;
        return Instant.ofEpochSecond(periods * period + offset);
    }

    private void reconcile(Duration every) {
        virtualTime.at(nextReconcile(every), () -> reconcile(every));
        store.deleteExpired(clock.instant());
        history.deleteExpired(clock.instant());
        invoker.invokeNow(RECONCILE);
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

    private SchedulerPorts schedulerPorts() {
        return new SchedulerPorts(
                withFaults(Caller.SCHEDULER, store),
                withFaults(Caller.SCHEDULER, history),
                faults.wrap(
                        Engine.class,
                        new LocalEngine(scheduler, settings.ids()),
                        Caller.SCHEDULER,
                        Target.ENGINE,
                        Map.of()),
                withFaults(Caller.SCHEDULER, topics),
                deadLetters,
                clock,
                console);
    }

    private WebApiPorts webApiPorts() {
        return new WebApiPorts(
                withFaults(Caller.API, store),
                withFaults(Caller.API, history),
                withFaults(Caller.API, topics),
                clock,
                settings.ids(),
                new SystemSleeper(System::nanoTime),
                console);
    }

    private ScheduleStore withFaults(Caller caller, ScheduleStore real) {
        return faults.wrap(ScheduleStore.class, real, caller, Target.STORE, Map.of());
    }

    private ExecutionHistory withFaults(Caller caller, ExecutionHistory real) {
        return faults.wrap(ExecutionHistory.class, real, caller, Target.STORE, HISTORY_NAMES);
    }

    private TopicPublisher withFaults(Caller caller, TopicPublisher real) {
        return faults.wrap(TopicPublisher.class, real, caller, Target.TOPICS, Map.of());
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
        try {
            return virtualTime.between(() -> invoker.invokeAndWait(event));
        } catch (IOException e) {
            throw new UncheckedIOException("The function failed", e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("The function failed", e);
        }
    }

    public VirtualClock clock() {
        return clock;
    }

    public VirtualTimeScheduler virtualTime() {
        return virtualTime;
    }

    /** Returns the store without injected faults. */
    public ScheduleStore store() {
        return store;
    }

    /** Returns the execution history without injected faults. */
    public ExecutionHistory history() {
        return history;
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
        savePosition();
        console.flush();
    }

    private void savePosition() {
        if (!database.isFile()) {
            return;
        }
        boolean isSaveDue = System.nanoTime() - savedAt > SAVE_INTERVAL.toNanos();
        if (settings.speed().isManual() || isSaveDue) {
            writePosition();
        }
    }

    private void writePosition() {
        Instant ranUntil = virtualTime.ranUntil();
        if (!ranUntil.equals(savedPosition)) {
            clockStore.writeRanUntil(ranUntil);
            savedPosition = ranUntil;
            savedAt = System.nanoTime();
        }
    }

    /** Waits for the running task and stops. Queued work remains in the data directory. */
    @Override
    public void close() {
        virtualTime.close();
        if (database.isFile() && database.failure().isEmpty()) {
            writePosition();
        }
        database.close();
        console.flush();
    }
}
