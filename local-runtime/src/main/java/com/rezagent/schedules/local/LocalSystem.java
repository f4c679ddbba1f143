package com.rezagent.schedules.local;

import static com.rezagent.schedules.log.Log.field;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.rezagent.schedules.engine.Engine;
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
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.scheduler.SchedulerPorts;
import com.rezagent.schedules.scheduler.SchedulerSettings;
import com.rezagent.schedules.settings.ApiMode;
import com.rezagent.schedules.topic.Stage;
import com.rezagent.schedules.topic.TopicPublisher;
import com.rezagent.schedules.webapi.SystemSleeper;
import com.rezagent.schedules.webapi.WebApiPorts;
import com.rezagent.schedules.webapi.WebApiSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Both functions, and twins of all that they call, in one JVM; {@link LocalRuntime} adds HTTP. What was kept in a data
 * directory goes on where it was: the engine is rebuilt by a reconcile run, what waited waits again, and a clock in real
 * time catches up with what fell due meanwhile.
 *
 * <p>Nothing runs by itself until {@link #start}. Without it, everything happens on the thread that calls {@link
 * #advance} or {@link #runDue}, in the same order each time.
 */
public final class LocalSystem implements AutoCloseable {
    /** What the hourly rule sends to the scheduler function. */
    public static final String RECONCILE = "{\"action\":\"reconcile\"}";

    /** Three topics and the dead-letter queue. */
    private static final int STANDARD_QUEUES = 4;

    private static final int HEAP_SHARE = 4;
    private static final Duration SAVED_EVERY = Duration.ofSeconds(5);
    private static final Map<String, String> HISTORY_NAMES =
            Map.of("find", "find_execution", "list", "list_executions");

    private final LocalSettings settings;
    private final Console console;
    private final Stage stage;
    private final Database database;
    private final ClockStore position;
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
        position = new ClockStore(database);
        Clock wall = Clock.systemUTC();
        Instant begin = position.settled().or(settings::start).orElseGet(wall::instant);
        // Until the engine is rebuilt: it fires what is later than the clock then, and would pass over all before.
        clock = VirtualClock.standing(settings.speed(), wall, begin);
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
                faults.around(FiringDelivery.Function.class, this::invokeFor, Caller.ENGINE, Target.FUNCTION, Map.of()),
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
        virtualTime.onIdle(this::rest);
        database.onFailure(this::stop);
        if (database.isFile()) {
            database.beforeCommit(session -> position.advance(session, clock.instant()));
        }
    }

    /** What a topic, or the dead-letter queue, may keep: all of them together take a quarter of the heap at most. */
    private static long queueBytes(Stage stage) {
        int queues = STANDARD_QUEUES + stage.custom().size();
        return Math.min(LocalTopics.KEPT_BYTES, Runtime.getRuntime().maxMemory() / HEAP_SHARE / queues);
    }

    /** The scheduler function publishes to the topics that invoke it: one of the two must come first. */
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

    /** A system of the real functions that shows nothing. */
    public static LocalSystem open(LocalSettings settings) {
        return open(settings, Functions.REAL, Console.silent());
    }

    /**
     * Opens a system, and brings what was kept to where it should be by now.
     *
     * @throws Database.UnusableException when the data directory can't be used
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
        Optional<Instant> latest = position.latest();
        if (!store.isEmpty()) {
            console.quietly(() -> invoker.invokeNow(RECONCILE));
            console.line("Kept from before: " + scheduler.size() + " schedules in the engine; the clock stood at "
                    + latest.filter(clock.instant()::isBefore).orElseGet(clock::instant));
        }
        invoker.resume();
        settings.reconcileEvery().ifPresent(every -> virtualTime.at(nextReconcile(every), () -> reconcile(every)));
        latest.ifPresent(virtualTime::advanceTo);
        catchUp();
    }

    /** Where the clock is to start later than it stood, what fell due between happens now, each at its own time. */
    private void catchUp() {
        if (settings.start().isPresent()) {
            virtualTime.advanceTo(settings.start().get());
        } else if (settings.speed().isReal()) {
            virtualTime.advanceTo(Instant.now());
            // What fell due while that was at work.
            virtualTime.advanceTo(Instant.now());
        } else {
            clock.release();
        }
    }

    private Instant nextReconcile(Duration every) {
        // Not on the hour, when most schedules fire.
        Instant now = clock.instant();
        long period = every.toSeconds();
        long offset = period / 2;
        long periods = Math.floorDiv(now.getEpochSecond() - offset, period) + 1;
        return Instant.ofEpochSecond(periods * period + offset);
    }

    private void reconcile(Duration every) {
        virtualTime.at(nextReconcile(every), () -> reconcile(every));
        store.forgetExpired(clock.instant());
        history.forgetExpired(clock.instant());
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
                faulty(Caller.SCHEDULER, store),
                faulty(Caller.SCHEDULER, history),
                faults.around(
                        Engine.class,
                        new LocalEngine(scheduler, settings.ids()),
                        Caller.SCHEDULER,
                        Target.ENGINE,
                        Map.of()),
                faulty(Caller.SCHEDULER, topics),
                deadLetters,
                clock,
                console);
    }

    private WebApiPorts webApiPorts() {
        return new WebApiPorts(
                faulty(Caller.API, store),
                faulty(Caller.API, history),
                faulty(Caller.API, topics),
                clock,
                settings.ids(),
                new SystemSleeper(System::nanoTime),
                console);
    }

    private ScheduleStore faulty(Caller caller, ScheduleStore real) {
        return faults.around(ScheduleStore.class, real, caller, Target.STORE, Map.of());
    }

    private ExecutionHistory faulty(Caller caller, ExecutionHistory real) {
        return faults.around(ExecutionHistory.class, real, caller, Target.STORE, HISTORY_NAMES);
    }

    private TopicPublisher faulty(Caller caller, TopicPublisher real) {
        return faults.around(TopicPublisher.class, real, caller, Target.TOPICS, Map.of());
    }

    /** From now on things happen by themselves, as the clock reaches them. */
    public void start() {
        virtualTime.start();
    }

    /** As {@link VirtualTimeScheduler#advance}; what happened on the way is in the data directory when this returns. */
    public Instant advance(Duration by) {
        Instant reached = virtualTime.advance(by);
        database.flush();
        return reached;
    }

    /**
     * Writes what was committed to the data directory, where anything was, so that a restart knows all that an answer
     * sent after this shows.
     *
     * @throws com.rezagent.schedules.error.TransientException when the data directory can't be written
     */
    public void flush() {
        database.flushCommitted();
    }

    /**
     * Returns the time, which a restarted clock never shows an earlier one than.
     *
     * @throws com.rezagent.schedules.error.TransientException when the data directory can't be written
     */
    public Instant readClock() {
        Instant now = clock.instant();
        database.flush();
        return now;
    }

    /** Why the store can't be used any more; empty while it can. */
    public Optional<StoreFailure> failure() {
        return database.failure();
    }

    /** As {@link VirtualTimeScheduler#runDue}. */
    public void runDue() {
        virtualTime.runDue();
    }

    /**
     * Invokes the scheduler function between two tasks, and waits for its answer.
     *
     * @throws RuntimeException what the handler throws
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

    public VirtualTimeScheduler timeline() {
        return virtualTime;
    }

    /** The store itself, without faults. */
    public ScheduleStore store() {
        return store;
    }

    /** The history itself, without faults. */
    public ExecutionHistory history() {
        return history;
    }

    /** The engine itself, without faults. */
    public Engine engine() {
        return new LocalEngine(scheduler, settings.ids());
    }

    /** The engine as EventBridge's own calls see it. */
    public SimulatedScheduler scheduler() {
        return scheduler;
    }

    /** The topics themselves, without faults. */
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

    /** The scheduler function, invoked asynchronously. */
    public AsyncInvoker invoker() {
        return invoker;
    }

    /** The Web API function. */
    public LambdaFunction webApi() {
        return webApi;
    }

    /** Gives a new, unguessable id each time. */
    public Supplier<String> ids() {
        return settings.ids();
    }

    /** The store has failed: what fires from now on would be lost. */
    private void stop(StoreFailure failure) {
        virtualTime.stop();
        if (isOpen) {
            console.storeLost(database.sentence(failure) + ".");
            console.flush();
        }
    }

    private void taskFailed(Throwable e) {
        if (database.failure().isPresent()) {
            return;
        }
        log.error("task_failed", field("exception", e.getClass().getName()), field("reason", e.getMessage()));
    }

    private void rest() {
        savePosition();
        console.flush();
    }

    private void savePosition() {
        if (!database.isFile()) {
            return;
        }
        boolean isTime = System.nanoTime() - savedAt > SAVED_EVERY.toNanos();
        if (settings.speed().isManual() || isTime) {
            writePosition();
        }
    }

    private void writePosition() {
        Instant settled = virtualTime.ranUntil();
        if (!settled.equals(savedPosition)) {
            position.writeSettled(settled);
            savedPosition = settled;
            savedAt = System.nanoTime();
        }
    }

    /** Lets what is running come to its end, and keeps what waits. */
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
