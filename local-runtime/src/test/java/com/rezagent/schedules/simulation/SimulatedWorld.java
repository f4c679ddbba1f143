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
import com.rezagent.schedules.local.engine.SchedulerException;
import com.rezagent.schedules.local.engine.SimulatedScheduler;
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
    static final Duration IDLE_TIME = Duration.ofMinutes(7);

    static final String RECONCILE = "{\"action\":\"reconcile\"}";

    final VirtualClock clock = VirtualClock.manual(START);
    final List<String> violations = new ArrayList<>();
    final Map<String, CommandSpec> sent = new HashMap<>();

    /** What was published, by command id; a command that is published again may have other times. */
    final Map<String, List<ReferenceModel.ModelCommand>> modelCommands = new HashMap<>();

    final ExpectedFirings expectedFirings = new ExpectedFirings();
    final List<Firing> firings = new ArrayList<>();
    final List<LogEvent> logged = Collections.synchronizedList(new ArrayList<>());
    final Stage stage = LocalStage.topics(Set.of());
    final VirtualTimeScheduler virtualTime;
    final ScheduleStore store;
    final ExecutionHistory history;
    final SimulatedScheduler scheduler;
    final LocalEngine engine;
    final SimulatedLambda lambda;
    final MemoryTopics topics;
    final FaultPlan faultPlan = new FaultPlan(this);

    private final ProtocolMutant mutant;
    private final SchedulerPorts ports;
    private final AtomicLong tokens = new AtomicLong();
    private final List<Throwable> failures = new ArrayList<>();
    private final List<Delivery> ownDeliveries = new ArrayList<>();
    private final Set<ScheduleId> editedEntries = new HashSet<>();
    private boolean isHoldingFirings;
    private boolean isEngineRefusing;
    private @Nullable Instant reconciledAt;
    private @Nullable Instant callTime;
    private @Nullable SchedulerHandler faultFreeHandler;

    /** A firing of a schedule that there was, on its way to the function. */
    private record Delivery(Firing firing, Instant deliveredAt) {}

    SimulatedWorld() {
        this(SimulatedStores.memory(), ProtocolMutant.NONE);
    }

    SimulatedWorld(SimulatedStores twins, ProtocolMutant sabotage) {
        this.mutant = sabotage;
        virtualTime = new VirtualTimeScheduler(clock, failures::add);
        WriteInvariants auditor = new WriteInvariants(twins.store(), this);
        store = auditor;
        history = auditor.wrap(twins.history());
        scheduler = new SimulatedScheduler(clock, virtualTime, LocalStage.GROUP, this::onFiring, new AutoAdvancingTicker());
        engine = new LocalEngine(scheduler, () -> "token-" + tokens.incrementAndGet());
        lambda = new SimulatedLambda(clock, virtualTime, sabotage::alterEvent);
        topics = new MemoryTopics(stage, clock, lambda);
        ports = new SchedulerPorts(
                store, history, new RefusingEngine(engine, () -> isEngineRefusing), topics, lambda, clock, logged::add);
        lambda.setHandler(handler(faultPlan));
    }

    /** Another invocation's handler, with a hook of its own around its calls. */
    SchedulerHandler handler(Hook hook) {
        SchedulerPorts hooked = mutant.wrap(HookedPorts.hooked(ports, hook), this);
        return new SchedulerHandler(
                hooked, new SchedulerSettings(stage, LocalStage.TARGET, LocalStage.FUNCTION_TIMEOUT));
    }

    private void onFiring(Firing firing, Instant deliverAt) {
        firings.add(firing);
        if (store.find(firing.entry().id())
                .filter(it -> it.definition() != null)
                .isPresent()) {
            ownDeliveries.add(new Delivery(firing, deliverAt));
        }
        if (!isHoldingFirings) {
            lambda.enqueue(firing.event(), deliverAt);
        }
    }

    /** From now on what fires is only kept in {@link #firings}, for the test to deliver. */
    SimulatedWorld holdFirings() {
        isHoldingFirings = true;
        return this;
    }

    /** Delivers what was held, and holds nothing any more. */
    void deliverFirings() {
        isHoldingFirings = false;
        List.copyOf(firings).forEach(it -> lambda.enqueue(it.event(), now()));
        runDue();
    }

    /** From now on the engine refuses every entry for good, or none. */
    void setEngineRefuses(boolean all) {
        isEngineRefusing = all;
    }

    Instant now() {
        return clock.instant();
    }

    /** Publishes a command, and runs what is due at once. */
    void send(CommandSpec cmd) {
        recordSent(cmd);
        topics.publish(stage.scheduleCreation(), cmd.message());
        runDue();
    }

    /** The event by which a command arrives, made at this moment. */
    String event(CommandSpec cmd) {
        recordSent(cmd);
        return topics.event("sns-" + cmd.id(), cmd.message(), now());
    }

    /** Takes note of a command that is published now. */
    void recordSent(CommandSpec cmd) {
        sent.put(cmd.id(), cmd);
        modelCommands.computeIfAbsent(cmd.id(), id -> new ArrayList<>()).add(cmd.toModelCommand(now()));
    }

    /**
     * Invokes the function with an event once, without any retry.
     *
     * @return false where it is to be tried again later, since what the command builds on is not there
     */
    boolean attempt(String event) {
        if (faultFreeHandler == null) {
            faultFreeHandler = handler(Hook.NONE);
        }
        try {
            lambda.invoke(faultFreeHandler, event);
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
    Instant callTime() {
        return callTime == null ? now() : callTime;
    }

    /** Lets a call take effect now that was made some time ago. */
    @Nullable
    Object applyLate(Instant madeAt, Hook.Effect effect) throws Throwable {
        callTime = madeAt;
        try {
            return effect.apply();
        } finally {
            callTime = null;
        }
    }

    /** Hands an event to the function, now, with all retries still to come. */
    void deliver(String event) {
        lambda.enqueue(event, now());
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

    void runUntilIdle() {
        advance(IDLE_TIME);
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
        return faultPlan.lateCalls();
    }

    /** What fired when there was a schedule to fire, and was handed to the function. */
    List<Firing> deliveredFirings() {
        return isHoldingFirings
                ? List.of()
                : ownDeliveries.stream()
                        .filter(it -> !it.deliveredAt().isAfter(now()))
                        .map(Delivery::firing)
                        .toList();
    }

    /** Puts an entry into the engine behind the system's back. */
    void editEntry(String name, String expression) {
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
        putEntry(entry);
    }

    /** Puts an entry into the engine as it is, behind the system's back. */
    void putEntry(EngineEntry entry) {
        editedEntries.add(entry.id());
        if (engine.update(entry).isEmpty()) {
            engine.create(entry);
        }
    }

    /** Whether anybody else wrote its entry: then it may have fired at any time. */
    boolean isEntryEdited(ScheduleId id) {
        return editedEntries.contains(id);
    }

    /** Somebody's write of a schedule's entry is under way for so long, and then comes to nothing. */
    void startOtherWrite(String name, Duration time) {
        virtualTime.at(now().plus(time), engine.begin(new Object[] {CommandSpec.idOf(name)}));
    }

    private void rethrow() {
        if (!failures.isEmpty()) {
            throw new AssertionError("The simulation itself broke", failures.get(0));
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
        } catch (SchedulerException e) {
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
        return topics.messages(stage.webActions());
    }

    List<Notice> notices() {
        return topics.messages(stage.notifications()).stream().map(Notice::of).toList();
    }
}
