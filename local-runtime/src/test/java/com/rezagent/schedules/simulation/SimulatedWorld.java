package com.rezagent.schedules.simulation;

import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.local.LocalStage;
import com.rezagent.schedules.local.clock.VirtualClock;
import com.rezagent.schedules.local.clock.VirtualTimeScheduler;
import com.rezagent.schedules.local.engine.Firing;
import com.rezagent.schedules.local.engine.LocalEngine;
import com.rezagent.schedules.local.engine.SimulatedScheduler;
import com.rezagent.schedules.local.engine.SimulatedSchedulerException;
import com.rezagent.schedules.log.LogEvent;
import com.rezagent.schedules.schedule.Page;
import com.rezagent.schedules.schedule.RetryPolicy;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.scheduler.SchedulerHandler;
import com.rezagent.schedules.scheduler.SchedulerPorts;
import com.rezagent.schedules.scheduler.SchedulerSettings;
import com.rezagent.schedules.topic.Stage;
import com.rezagent.schedules.topic.TopicMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One small world: the real handler over twins, on one thread and a clock that stands until it is moved. It is made in
 * well under a millisecond.
 */
final class SimulatedWorld {
    static final Instant START = Instant.parse("2025-11-06T20:00:00Z");

    /** Longer than all retries of an event, a lease, and what lands late. */
    static final Duration QUIET = Duration.ofMinutes(7);

    static final String RECONCILE = "{\"action\":\"reconcile\"}";

    final VirtualClock clock = VirtualClock.manual(START);
    final List<String> problems = new ArrayList<>();
    final Map<String, CommandSpec> sent = new HashMap<>();

    /** What was published, by command id; a command that is published again may have other times. */
    final Map<String, List<ReferenceModel.Ask>> asks = new HashMap<>();

    final Expected expected = new Expected();
    final List<Firing> firings = new ArrayList<>();
    final List<LogEvent> logged = Collections.synchronizedList(new ArrayList<>());
    final Stage stage = LocalStage.topics(Set.of());
    final VirtualTimeScheduler virtualTime;
    final ScheduleStore store;
    final ExecutionHistory history;
    final SimulatedScheduler scheduler;
    final LocalEngine engine;
    final Lambda lambda;
    final MemoryTopics topics;
    final FaultPlan plan = new FaultPlan(this);

    private final ProtocolMutant sabotage;
    private final SchedulerPorts ports;
    private final AtomicLong tokens = new AtomicLong();
    private final List<Throwable> broken = new ArrayList<>();
    private final List<Delivery> ours = new ArrayList<>();
    private final Set<ScheduleId> edited = new HashSet<>();
    private boolean holdsFirings;
    private boolean refuses;
    private @Nullable Instant reconciledAt;
    private @Nullable Instant callMadeAt;
    private @Nullable SchedulerHandler undisturbed;

    /** A firing of a schedule that there was, on its way to the function. */
    private record Delivery(Firing firing, Instant at) {}

    SimulatedWorld() {
        this(SimulatedStores.memory(), ProtocolMutant.NONE);
    }

    SimulatedWorld(SimulatedStores twins, ProtocolMutant sabotage) {
        this.sabotage = sabotage;
        virtualTime = new VirtualTimeScheduler(clock, broken::add);
        WriteInvariants auditor = new WriteInvariants(twins.store(), this);
        store = auditor;
        history = auditor.over(twins.history());
        scheduler = new SimulatedScheduler(clock, virtualTime, LocalStage.GROUP, this::fired, new PassingTime());
        engine = new LocalEngine(scheduler, () -> "token-" + tokens.incrementAndGet());
        lambda = new Lambda(clock, virtualTime, sabotage::event);
        topics = new MemoryTopics(stage, clock, lambda);
        ports = new SchedulerPorts(
                store, history, new RefusingEngine(engine, () -> refuses), topics, lambda, clock, logged::add);
        lambda.handler(handler(plan));
    }

    /** Another invocation's handler, with a hook of its own around its calls. */
    SchedulerHandler handler(Hook hook) {
        SchedulerPorts hooked = sabotage.around(HookedPorts.hooked(ports, hook), this);
        return new SchedulerHandler(
                hooked, new SchedulerSettings(stage, LocalStage.TARGET, LocalStage.FUNCTION_TIMEOUT));
    }

    private void fired(Firing firing, Instant deliverAt) {
        firings.add(firing);
        if (store.find(firing.entry().id())
                .filter(it -> it.definition() != null)
                .isPresent()) {
            ours.add(new Delivery(firing, deliverAt));
        }
        if (!holdsFirings) {
            lambda.accept(firing.event(), deliverAt);
        }
    }

    /** From now on what fires is only kept in {@link #firings}, for the test to deliver. */
    SimulatedWorld holdFirings() {
        holdsFirings = true;
        return this;
    }

    /** Delivers what was held, and holds nothing any more. */
    void deliverFirings() {
        holdsFirings = false;
        List.copyOf(firings).forEach(it -> lambda.accept(it.event(), now()));
        runDue();
    }

    /** From now on the engine refuses every entry for good, or none. */
    void engineRefuses(boolean all) {
        refuses = all;
    }

    Instant now() {
        return clock.instant();
    }

    /** Publishes a command, and runs what is due at once. */
    void send(CommandSpec cmd) {
        know(cmd);
        topics.publish(stage.scheduleCreation(), cmd.message());
        runDue();
    }

    /** The event by which a command arrives, made at this moment. */
    String event(CommandSpec cmd) {
        know(cmd);
        return topics.event("sns-" + cmd.id(), cmd.message(), now());
    }

    /** Takes note of a command that is published now. */
    void know(CommandSpec cmd) {
        sent.put(cmd.id(), cmd);
        asks.computeIfAbsent(cmd.id(), id -> new ArrayList<>()).add(cmd.ask(now()));
    }

    /**
     * Invokes the function with an event once, without any retry.
     *
     * @return false where it is to be tried again later, since what the command builds on is not there
     */
    boolean attempt(String event) {
        if (undisturbed == null) {
            undisturbed = handler(Hook.NONE);
        }
        try {
            lambda.invoke(undisturbed, event);
        } catch (TransientException e) {
            if (e.reason() == TransientException.Reason.TOO_EARLY) {
                return false;
            }
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        runDue();
        return true;
    }

    /** When the call that takes effect now was made: earlier than now where it lands late. */
    Instant callMadeAt() {
        return callMadeAt == null ? now() : callMadeAt;
    }

    /** Lets a call take effect now that was made some time ago. */
    @Nullable
    Object land(Instant madeAt, Hook.Effect effect) throws Throwable {
        callMadeAt = madeAt;
        try {
            return effect.happen();
        } finally {
            callMadeAt = null;
        }
    }

    /** Hands an event to the function, now, with all retries still to come. */
    void deliver(String event) {
        lambda.accept(event, now());
        runDue();
    }

    void runDue() {
        virtualTime.runDue();
        rethrow();
    }

    void advance(Duration by) {
        virtualTime.advance(by);
        rethrow();
    }

    void quiet() {
        advance(QUIET);
    }

    void reconcile() {
        deliver(RECONCILE);
        reconciledAt = now();
    }

    /** When a reconcile run last began. */
    Optional<Instant> reconciledAt() {
        return Optional.ofNullable(reconciledAt);
    }

    /** How many calls were made to land late: each may be one more publication. */
    int lateCalls() {
        return plan.lateCalls();
    }

    /** What fired when there was a schedule to fire, and was handed to the function. */
    List<Firing> deliveredFirings() {
        return holdsFirings
                ? List.of()
                : ours.stream()
                        .filter(it -> !it.at().isAfter(now()))
                        .map(Delivery::firing)
                        .toList();
    }

    /** Puts an entry into the engine behind the system's back. */
    void tamper(String name, String expression) {
        EngineEntry entry = new EngineEntry(
                CommandSpec.idOf(name),
                "put by hand",
                expression,
                "UTC",
                now().plusSeconds(86_000),
                null,
                null,
                EngineEntry.EntryState.ENABLED,
                RetryPolicy.DEFAULT,
                LocalStage.TARGET,
                "{}");
        put(entry);
    }

    /** Puts an entry into the engine as it is, behind the system's back. */
    void put(EngineEntry entry) {
        edited.add(entry.id());
        if (engine.update(entry).isEmpty()) {
            engine.create(entry);
        }
    }

    /** Whether anybody else wrote its entry: then it may have fired at any time. */
    boolean isEdited(ScheduleId id) {
        return edited.contains(id);
    }

    /** Somebody's write of a schedule's entry is under way for so long, and then comes to nothing. */
    void occupy(String name, Duration time) {
        virtualTime.at(now().plus(time), engine.begin(new Object[] {CommandSpec.idOf(name)}));
    }

    private void rethrow() {
        if (!broken.isEmpty()) {
            throw new AssertionError("The simulation itself broke", broken.get(0));
        }
    }

    Optional<Schedule> record(String name) {
        return store.find(CommandSpec.idOf(name));
    }

    Optional<Engine.ExistingEntry> entry(String name) {
        return engine.find(CommandSpec.idOf(name));
    }

    /** What the engine holds, by id. */
    Map<ScheduleId, Engine.ExistingEntry> entries() {
        Map<ScheduleId, Engine.ExistingEntry> all = new TreeMap<>();
        String token = null;
        do {
            Page<Engine.ExistingEntry> page = page(token);
            page.items().forEach(it -> all.put(it.entry().id(), it));
            token = page.nextToken();
        } while (token != null);
        return all;
    }

    private Page<Engine.ExistingEntry> page(@Nullable String token) {
        try {
            return scheduler.list(token);
        } catch (SimulatedSchedulerException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Every execution of a schedule, oldest first. */
    List<Execution> executions(ScheduleId id) {
        List<Execution> all = new ArrayList<>();
        String token = null;
        do {
            Page<Execution> page = history.list(id, 1000, token);
            all.addAll(0, reversed(page.items()));
            token = page.nextToken();
        } while (token != null);
        return all;
    }

    List<Execution> executions(String name) {
        return executions(CommandSpec.idOf(name));
    }

    private static List<Execution> reversed(List<Execution> items) {
        List<Execution> reversed = new ArrayList<>(items);
        Collections.reverse(reversed);
        return reversed;
    }

    /** What targets received. */
    List<TopicMessage> published() {
        return topics.of(stage.webActions());
    }

    List<Notice> notices() {
        return topics.of(stage.notifications()).stream().map(Notice::of).toList();
    }
}
