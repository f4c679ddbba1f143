package com.rezagent.schedules.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.change.ChangeHistory;
import com.rezagent.schedules.command.ScheduleAction;
import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.QueueEntry;
import com.rezagent.schedules.group.Group;
import com.rezagent.schedules.group.GroupAction;
import com.rezagent.schedules.group.GroupStore;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.clock.VirtualClock;
import com.rezagent.schedules.local.clock.VirtualTimeScheduler;
import com.rezagent.schedules.local.engine.Firing;
import com.rezagent.schedules.local.engine.LocalEngine;
import com.rezagent.schedules.local.engine.SimulatedScheduler;
import com.rezagent.schedules.local.engine.SimulatedSchedulerException;
import com.rezagent.schedules.local.system.LocalStage;
import com.rezagent.schedules.log.LogEvent;
import com.rezagent.schedules.messaging.Stage;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.Counters;
import com.rezagent.schedules.schedule.RetryPolicy;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.scheduler.SchedulerHandler;
import com.rezagent.schedules.scheduler.SchedulerPorts;
import com.rezagent.schedules.scheduler.SchedulerSettings;
import com.rezagent.schedules.store.Stores;
import com.rezagent.schedules.testing.AutoAdvancingTicker;
import com.rezagent.schedules.testing.MemoryPublisher;
import com.rezagent.schedules.testing.MemoryStores;
import com.rezagent.schedules.testing.SnsEvents;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A complete simulated system: the real handler over simulated ports, on one thread and with a virtual clock that moves
 * only when a test advances it. Creating one takes well under a millisecond.
 */
final class SimulatedWorld {
    static final Instant START = Instant.parse("2025-11-06T20:00:00Z");

    /** Longer than all retries of an event, a lease, and the delay of a late call. */
    static final Duration IDLE_TIME = Duration.ofMinutes(7);

    /** Distinguishes the refusals of {@link #setEngineRefuses} from those of the engine. */
    static final String REFUSAL_DETAIL = "Refused on demand of the test";

    /** No execution is due later. */
    private static final Duration LATEST_DUE = Duration.ofDays(8);

    private static final Stage STAGE = LocalStage.topics(Set.of());

    static final String RECONCILE = "{\"action\":\"reconcile\"}";

    final VirtualClock clock = VirtualClock.manual(START);
    final List<String> violations = new ArrayList<>();
    final Map<String, CommandSpec> sent = new HashMap<>();

    final Map<String, GroupCommandSpec> sentToGroups = new HashMap<>();

    /** Every publication of a command, by command id. A command that is published again may have other times. */
    final Map<String, List<CommandSpec>> publications = new HashMap<>();

    final InstantFacts<ResourceName> groupExists = new InstantFacts<>();
    final InstantFacts<ResourceName> groupHasMembers = new InstantFacts<>();
    final GateReads gateReads = new GateReads(this);
    final ExpectedFirings expectedFirings = new ExpectedFirings();
    final ChangeInvariants changeInvariants = new ChangeInvariants(this);
    final List<Firing> firings = new ArrayList<>();
    final List<LogEvent> logged = Collections.synchronizedList(new ArrayList<>());
    final Stage stage = STAGE;
    final VirtualTimeScheduler virtualTime;
    final ScheduleStore store;
    final GroupStore groups;
    final ExecutionHistory history;
    final ChangeHistory changes;
    final SimulatedScheduler scheduler;
    final LocalEngine engine;
    final SimulatedLambda lambda;
    final MemoryPublisher topics;
    final SimulatedConsumer consumer;
    final FaultPlan faultPlan = new FaultPlan(this);

    private final ProtocolMutant mutant;
    private final SchedulerPorts ports;
    private final AtomicLong tokens = new AtomicLong();
    private final List<Throwable> failures = new ArrayList<>();
    private final List<Delivery> ownDeliveries = new ArrayList<>();
    private final Set<ScheduleId> editedEntries = new HashSet<>();
    private final List<Notice> parsedNotices = new ArrayList<>();
    private boolean isHoldingFirings;
    private boolean isEngineRefusing;
    private boolean isIndexStale;
    private @Nullable Instant reconciledAt;
    private @Nullable Instant sweptAt;
    private @Nullable Instant callTime;
    private @Nullable SchedulerHandler faultFreeHandler;

    /** The delivery of a firing whose schedule has a record. */
    private record Delivery(Firing firing, Instant deliveredAt) {}

    SimulatedWorld() {
        this(MemoryStores.createAsOne(), ProtocolMutant.NONE);
    }

    SimulatedWorld(Stores stores, ProtocolMutant mutant) {
        this.mutant = mutant;
        virtualTime = new VirtualTimeScheduler(clock, failures::add);
        WriteInvariants invariants = new WriteInvariants(stores.schedules(), this);
        store = invariants.checked();
        groups = new GroupWriteInvariants(this).wrap(stores.groups());
        history = invariants.wrap(stores.executions());
        changes = stores.changes();
        scheduler =
                new SimulatedScheduler(clock, virtualTime, LocalStage.GROUP, this::onFiring, new AutoAdvancingTicker());
        engine = new LocalEngine(scheduler, () -> "token-" + tokens.incrementAndGet());
        lambda = new SimulatedLambda(clock, virtualTime, mutant::alterEvent, gateReads::begin, gateReads::end);
        topics = new MemoryPublisher(stage);
        topics.subscribe(this::onCommand);
        consumer = new SimulatedConsumer(this);
        ports = new SchedulerPorts(
                stores.with(store).with(groups).with(history), engine, topics, lambda, clock, logged::add);
        lambda.setHandler(handler(faultPlan));
    }

    private void onCommand(String messageId, TopicMessage message) {
        JsonNode json = Json.parse(message.body());
        // What the function itself requests is a command like others.
        if (json.path("requested_by").asText().equals("system")) {
            sent.values().stream()
                    .map(CommandSpec::name)
                    .filter(it -> CommandSpec.idOf(it)
                            .value()
                            .equals(json.path("schedule_id").asText()))
                    .findFirst()
                    .ifPresent(name -> recordSent(CommandSpec.of(
                                    json.path("command_id").asText(),
                                    ScheduleAction.PAUSE,
                                    name,
                                    Instant.parse(json.path("requested_at").asText()),
                                    null)
                            .fromApi()));
        }
        lambda.enqueue(event(messageId, message), now());
    }

    /** Returns a new handler whose port calls go through a hook. */
    SchedulerHandler handler(Hook hook) {
        Hook whole = (call, effect) -> hook.around(call, refusable(call, effect));
        SchedulerPorts hooked = mutant.wrap(HookedPorts.hooked(ports, whole), this);
        return new SchedulerHandler(
                hooked, new SchedulerSettings(stage, LocalStage.TARGET, LocalStage.SCHEDULER_TIMEOUT));
    }

    /** Returns the effect of a call, which the engine refuses on demand, as EventBridge does for a rule of the account. */
    private Hook.Effect refusable(SimulatedCall call, Hook.Effect effect) {
        boolean mayBeRefused = call.port() == SimulatedCall.Port.ENGINE
                && (call.operation().equals("create") || call.operation().equals("update"));
        return !mayBeRefused
                ? effect
                : new Hook.Effect() {
                    @Override
                    public @Nullable Object apply() throws Throwable {
                        if (isEngineRefusing) {
                            throw new RefusedException(
                                    ErrorCode.ENGINE_REFUSED,
                                    "EventBridge Scheduler refused the schedule",
                                    REFUSAL_DETAIL);
                        }
                        return effect.apply();
                    }

                    @Override
                    public Runnable begin() {
                        return effect.begin();
                    }
                };
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

    /** Stops delivering firings: they are only stored in {@link #firings}, for the test to deliver. */
    SimulatedWorld holdFirings() {
        isHoldingFirings = true;
        return this;
    }

    /** Delivers all firings so far, and delivers later firings immediately again. */
    void deliverFirings() {
        isHoldingFirings = false;
        List.copyOf(firings).forEach(it -> lambda.enqueue(it.event(), now()));
        runDue();
    }

    /** Sets whether the engine permanently refuses every create and update. */
    void setEngineRefuses(boolean isRefusing) {
        isEngineRefusing = isRefusing;
    }

    /** Sets whether lists of a group do not show its members yet: lists are eventually consistent. */
    void setIndexStale(boolean isStale) {
        isIndexStale = isStale;
    }

    boolean isIndexStale() {
        return isIndexStale;
    }

    /** Deletes or restores the topic of web actions; publishing to it is refused while it is deleted. */
    void setWebActionsExists(boolean doesExist) {
        topics.beforePublish((topic, message) -> {
            if (!doesExist && topic.equals(stage.webActions())) {
                throw new RefusedException(ErrorCode.INVALID_TARGET, "The topic does not exist", topic.value());
            }
        });
    }

    Instant now() {
        return clock.instant();
    }

    /** Publishes a command and runs all tasks that are due. */
    void send(SentCommand<?> command) {
        recordSent(command);
        topics.receive(stage.scheduleCreation(), command.message());
        runDue();
    }

    /** Creates a group, or replaces its title; with the id {@code put-<group>}. */
    void putGroup(String group) {
        send(GroupCommandSpec.of("put-" + group, GroupAction.PUT_GROUP, group, now()));
    }

    /** Records a command as published now, and returns the event that delivers it. */
    String event(SentCommand<?> command) {
        recordSent(command);
        return event(command, now());
    }

    /** Returns the event that delivers a command, published at a time. */
    static String event(SentCommand<?> command, Instant at) {
        return event("sns-" + command.id(), command.message(), at);
    }

    private String event(String messageId, TopicMessage message) {
        return event(messageId, message, now());
    }

    private static String event(String messageId, TopicMessage message, Instant at) {
        return SnsEvents.event(STAGE.scheduleCreation(), messageId, message, at);
    }

    /** Records a command as published now. */
    void recordSent(SentCommand<?> command) {
        SentCommand<?> published = command.withPublishedAt(now().truncatedTo(ChronoUnit.MILLIS));
        if (published instanceof CommandSpec it) {
            sent.put(it.id(), it);
            publications.computeIfAbsent(it.id(), id -> new ArrayList<>()).add(it);
        } else if (published instanceof GroupCommandSpec it) {
            sentToGroups.put(it.id(), it);
        }
    }

    /**
     * Invokes the function with an event once, without faults or retries.
     *
     * @return false if the command was deferred because it depends on a command that has not arrived
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
        }
        runDue();
        return true;
    }

    /** Returns when the call that takes effect now was made; for a late call this is earlier than now. */
    Instant callTime() {
        return callTime == null ? now() : callTime;
    }

    /** Returns whether a call takes effect now that was made at an earlier time. */
    boolean isLate() {
        return callTime != null;
    }

    /** Applies a call that was made at an earlier time. */
    @Nullable
    Object applyLate(Instant madeAt, Hook.Effect effect) throws Throwable {
        callTime = madeAt;
        try {
            return effect.apply();
        } finally {
            callTime = null;
        }
    }

    /** Invokes the function asynchronously with an event, with retries, and runs all tasks that are due. */
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

    /** Advances the clock until retries, leases and late calls are over. */
    void runUntilIdle() {
        advance(IDLE_TIME);
    }

    /** Advances the clock, with a sweep at the start of each minute at which an execution of these schedules is due. */
    void advanceSweeping(Duration by, String... names) {
        Instant end = now().plus(by);
        while (true) {
            Instant minute = now().truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
            advance(Duration.between(now(), minute.isAfter(end) ? end : minute));
            if (!now().isBefore(end)) {
                return;
            }
            if (earliestDue(names).filter(it -> !it.isAfter(now())).isPresent()) {
                sweep(names);
            }
        }
    }

    /** Returns when something is due of the executions of these schedules, at the earliest; empty if nothing is. */
    Optional<Instant> earliestDue(String... names) {
        return Stream.of(names)
                .map(it -> QueueEntry.shard(CommandSpec.idOf(it)))
                .distinct()
                .flatMap(it -> history.due(it, now().plus(LATEST_DUE), 1).stream())
                .flatMap(it -> it.due().stream())
                .min(Comparator.naturalOrder());
    }

    /** Sweeps the shards of these schedules, as the entry that fires each minute makes it do for all shards. */
    void sweep(String... names) {
        sweptAt = now();
        Stream.of(names)
                .map(it -> QueueEntry.shard(CommandSpec.idOf(it)))
                .distinct()
                .forEach(it -> deliver(sweepEvent(it)));
    }

    /** Returns when the latest sweep began. */
    Optional<Instant> sweptAt() {
        return Optional.ofNullable(sweptAt);
    }

    String sweepEvent(int shard) {
        return event("sweep-" + shard, new TopicMessage("{\"action\":\"sweep\",\"shard\":" + shard + "}", Map.of()));
    }

    void reconcile() {
        deliver(RECONCILE);
        reconciledAt = now();
    }

    /** Returns when the latest reconcile run of {@link #reconcile} was requested. */
    Optional<Instant> reconciledAt() {
        return Optional.ofNullable(reconciledAt);
    }

    /** Returns how many calls took effect late; each may add one publication. */
    int lateCalls() {
        return faultPlan.lateCalls();
    }

    /** Returns the firings that were delivered to the function and whose schedule had a record. */
    List<Firing> deliveredFirings() {
        return isHoldingFirings
                ? List.of()
                : ownDeliveries.stream()
                        .filter(it -> !it.deliveredAt().isAfter(now()))
                        .map(Delivery::firing)
                        .toList();
    }

    /** Writes an entry directly to the engine, bypassing the function. */
    void editEntry(String name, String expression) {
        putEntry(entry(CommandSpec.idOf(name), expression, now().plusSeconds(86_000), "{}"));
    }

    /** Returns an entry that another than the function has written. */
    static EngineEntry entry(ScheduleId id, String expression, Instant start, String input) {
        return new EngineEntry(
                id,
                "edited manually",
                expression,
                "UTC",
                start,
                null,
                null,
                EngineEntry.EntryState.ENABLED,
                RetryPolicy.DEFAULT,
                LocalStage.TARGET,
                input);
    }

    /** Returns the input of an entry that names neither entry_version nor incarnation. */
    static String input(ScheduleId id) {
        return "{\"schedule_id\":\"" + id + "\",\"version\":1,\"scheduled_time\":\"<aws.scheduler.scheduled-time>\"}";
    }

    /** Writes an entry directly to the engine, bypassing the function. */
    void putEntry(EngineEntry entry) {
        editedEntries.add(entry.id());
        if (engine.update(entry).isEmpty()) {
            engine.create(entry);
        }
    }

    /** Returns whether an entry was edited directly; if so, it may have fired at any time. */
    boolean isEntryEdited(ScheduleId id) {
        return editedEntries.contains(id);
    }

    /** Simulates another caller's write of an entry: it is in flight for {@code duration} and has no effect. */
    void startOtherWrite(String name, Duration duration) {
        virtualTime.at(now().plus(duration), engine.begin(new Object[] {CommandSpec.idOf(name)}));
    }

    /** Reports a violation by a write of a schedule, unless it {@code isRight}. */
    void expect(Schedule schedule, boolean isRight, Supplier<String> violation) {
        if (!isRight) {
            violations.add(now() + " " + schedule.id().value().substring(0, 10) + " v" + schedule.version() + " "
                    + violation.get());
        }
    }

    private void rethrow() {
        if (!failures.isEmpty()) {
            throw new AssertionError("A task of the simulation failed", failures.get(0));
        }
    }

    Optional<Schedule> record(String name) {
        return store.find(CommandSpec.idOf(name));
    }

    /** Returns the counters of a schedule as the API shows them. */
    Counters counters(Schedule schedule) {
        return history.state(schedule.id()).counters(schedule);
    }

    Optional<Group> group(String name) {
        return groups.find(new ResourceName(name));
    }

    /** Returns whether a schedule is in a group that is neither deleted nor expired. */
    boolean hasMembers(ResourceName group) {
        return store.list(ScheduleQuery.ofGroup(group, ScheduleQuery.MAX_LIMIT)).items().stream()
                .anyMatch(it -> it.expiresAt() == null || now().isBefore(it.expiresAt()));
    }

    /** Returns whether a group exists. */
    boolean isGroup(ResourceName group) {
        return group.equals(ResourceName.DEFAULT_GROUP)
                || groups.find(group).filter(Group::exists).isPresent();
    }

    Optional<Engine.ExistingEntry> entry(String name) {
        return engine.find(CommandSpec.idOf(name));
    }

    /** Returns all entries of the engine, by id. */
    Map<ScheduleId, Engine.ExistingEntry> entries() {
        Map<ScheduleId, Engine.ExistingEntry> all = new TreeMap<>();
        allPages(this::page).forEach(it -> all.put(it.entry().id(), it));
        return all;
    }

    private Page<Engine.ExistingEntry> page(@Nullable String token) {
        try {
            return scheduler.list(token);
        } catch (SimulatedSchedulerException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param pages returns the page of a token; the first one of null */
    static <T> List<T> allPages(Function<@Nullable String, Page<T>> pages) {
        List<T> all = new ArrayList<>();
        String token = null;
        do {
            Page<T> page = pages.apply(token);
            all.addAll(page.items());
            token = page.nextToken();
        } while (token != null);
        return all;
    }

    /** Returns all executions of a schedule, oldest first. */
    List<Execution> executions(ScheduleId id) {
        List<Execution> all = allPages(token -> history.list(id, 1000, token));
        Collections.reverse(all);
        return all;
    }

    List<Execution> executions(String name) {
        return executions(CommandSpec.idOf(name));
    }

    /** Returns the messages that targets received. */
    List<TopicMessage> published() {
        return topics.messages(stage.webActions());
    }

    List<Notice> notices() {
        List<TopicMessage> all = topics.messages(stage.notifications());
        all.subList(parsedNotices.size(), all.size()).forEach(it -> parsedNotices.add(Notice.of(it)));
        return List.copyOf(parsedNotices);
    }
}
