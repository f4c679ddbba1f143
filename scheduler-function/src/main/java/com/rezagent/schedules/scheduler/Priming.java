package com.rezagent.schedules.scheduler;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.ScheduleAction;
import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.execution.AttentionQuery;
import com.rezagent.schedules.execution.Claim;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionQuery;
import com.rezagent.schedules.execution.ScheduleState;
import com.rezagent.schedules.execution.Trigger;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.ScheduleSummary;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Processes a sample command and a sample firing before SnapStart takes its snapshot, so that a restored function has
 * its classes loaded and the code of its AWS clients warm. Reads are real. Nothing is written: every write goes through
 * its adapter to a stub that sends nothing and reports success.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks.html">SnapStart hooks</a>
 */
final class Priming implements Resource {
    private static final String NAME = "priming";
    private static final ScheduleId ID = ScheduleName.parse(NAME).id();
    private static final int SAMPLES = 3;

    private final SchedulerPorts real;
    private final SchedulerSettings settings;
    private final Supplier<SchedulerPorts> warmUp;

    /** @param warmUp supplies stubbed ports for all writes; they send nothing */
    Priming(SchedulerPorts ports, SchedulerSettings settings, Supplier<SchedulerPorts> warmUp) {
        real = ports;
        this.settings = settings;
        this.warmUp = warmUp;
    }

    private EventDispatcher dispatcher() {
        SchedulerPorts stubbed = warmUp.get();
        return DispatcherWiring.dispatcher(
                new SchedulerPorts(
                        stubbed.stores()
                                .with(new ReadOnlyStore(
                                        real.stores().schedules(),
                                        stubbed.stores().schedules()))
                                .with(new ReadOnlyHistory(
                                        real.stores().executions(),
                                        stubbed.stores().executions())),
                        new ReadOnlyEngine(real.engine(), stubbed.engine()),
                        stubbed.publisher(),
                        (event, reason) -> {},
                        real.clock(),
                        event -> {}),
                settings);
    }

    /**
     * Registers the hook that runs before a snapshot; without SnapStart it never runs.
     *
     * @return this, to which the caller must keep a reference, because the CRaC context's is weak
     */
    Priming register() {
        Core.getGlobalContext().register(this);
        return this;
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
        prime();
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) {
        // Clients reconnect by themselves.
    }

    void prime() {
        Log log = new Log(real.log(), real.clock());
        EventDispatcher dispatcher = dispatcher();
        for (int i = 0; i < SAMPLES; i++) {
            try {
                dispatcher.handle(createEvent(real.clock().instant()), "priming", () -> false);
                dispatcher.handle(firing(), "priming", () -> false);
                real.engine().find(ID);
                // The samples read one store after the other, a firing both at once.
                real.stores().firings().find(ID, ResourceName.DEFAULT_GROUP);
            } catch (RuntimeException e) {
                // Deploying must not fail if the stage's tables do not exist yet; the function only starts slower.
                log.warn("not_primed", Log.field("exception", e.getClass().getName()));
                return;
            }
        }
        log.info("primed");
    }

    /**
     * Processes a sample command with a function that sends nothing to AWS.
     *
     * @param clock must agree with the function's clock, which refuses commands that are too old
     * @param stubbed supplies the function; called only once the command is written, because it takes a while
     */
    static void warmUp(Clock clock, Supplier<SchedulerWiring> stubbed) {
        byte[] event = createEvent(clock.instant());
        SchedulerWiring wiring = stubbed.get();
        new Priming(wiring.ports(), wiring.settings(), wiring::ports)
                .dispatcher()
                .handle(event, NAME, () -> false);
    }

    /** Makes a stubbed call, whose result does not matter. */
    private static void stubbed(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            // The stub's response lacks what some calls expect, but the classes they need are loaded anyway.
            return;
        }
    }

    private static byte[] createEvent(Instant now) {
        String command = Json.write(Json.object()
                .put("action", ScheduleAction.CREATE.text())
                .set(
                        "schedule",
                        Json.object()
                                .put("name", NAME)
                                .put("schedule_expression", "cron(0 6 ? * MON-FRI *)")
                                .put("timezone", "America/New_York")
                                .put("target_type", "web_action")
                                .set("payload", Json.object())));
        ObjectNode sns = Json.object()
                .put("MessageId", NAME)
                .put("Timestamp", now.toString())
                .put("Message", command);
        ObjectNode record = Json.object().put("EventSource", "aws:sns");
        record.set("Sns", sns);
        ObjectNode event = Json.object();
        event.set("Records", Json.array().add(record));
        return Json.writeBytes(event);
    }

    private byte[] firing() {
        return Json.writeBytes(Json.object()
                .put("schedule_id", ID.value())
                .put("version", 1)
                .put(
                        "scheduled_time",
                        real.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString()));
    }

    /** Reads from the real store; returns the last written record for schedules not found there, i.e. the sample. */
    private static final class ReadOnlyStore implements ScheduleStore {
        private final ScheduleStore store;
        private final ScheduleStore warmUp;
        private final AtomicReference<@Nullable Schedule> written = new AtomicReference<>();

        ReadOnlyStore(ScheduleStore store, ScheduleStore warmUp) {
            this.store = store;
            this.warmUp = warmUp;
        }

        @Override
        public Optional<Schedule> find(ScheduleId id) {
            Optional<Schedule> read = store.find(id);
            return read.isPresent() ? read : Optional.ofNullable(written.get());
        }

        @Override
        public boolean insert(Schedule schedule, @Nullable Change change) {
            stubbed(() -> warmUp.insert(schedule, change));
            written.set(schedule);
            return true;
        }

        @Override
        public boolean replace(Schedule seen, Schedule next, @Nullable Change change) {
            stubbed(() -> warmUp.replace(seen, next, change));
            written.set(next);
            return true;
        }

        @Override
        public Page<ScheduleSummary> list(ScheduleQuery query) {
            return store.list(query);
        }
    }

    private record ReadOnlyEngine(Engine engine, Engine warmUp) implements Engine {
        @Override
        public Optional<ExistingEntry> find(ScheduleId id) {
            return engine.find(id);
        }

        @Override
        public Optional<String> create(EngineEntry entry) {
            stubbed(() -> warmUp.create(entry));
            return Optional.of("primed");
        }

        @Override
        public Optional<String> update(EngineEntry entry) {
            stubbed(() -> warmUp.update(entry));
            return Optional.of("primed");
        }

        @Override
        public void delete(ScheduleId id) {}

        @Override
        public Page<ScheduleId> list(@Nullable String nextToken) {
            return engine.list(nextToken);
        }
    }

    private record ReadOnlyHistory(ExecutionHistory history, ExecutionHistory warmUp) implements ExecutionHistory {
        @Override
        public Optional<Execution> find(ExecutionKey key) {
            return history.find(key);
        }

        @Override
        public Claim claim(ExecutionKey key, String incarnation, Instant now, Duration lease) {
            stubbed(() -> warmUp.claim(key, incarnation, now, lease));
            return new Claim.Granted(Execution.claimed(key, incarnation, now, lease));
        }

        @Override
        public Claim claimAlone(ExecutionKey key, Instant now, Duration lease, ScheduleState seen) {
            stubbed(() -> warmUp.claimAlone(key, now, lease, seen));
            return new Claim.Granted(
                    Execution.claimed(key, seen.incarnation(), now, lease).tracked());
        }

        @Override
        public Trigger recordTrigger(ScheduleId scheduleId, String commandId, Trigger delivery) {
            stubbed(() -> warmUp.recordTrigger(scheduleId, commandId, delivery));
            return delivery;
        }

        @Override
        public Optional<Trigger> findTriggerByKey(ScheduleId scheduleId, String triggerKey) {
            return history.findTriggerByKey(scheduleId, triggerKey);
        }

        @Override
        public List<Execution> at(ScheduleId scheduleId, Instant scheduledTime) {
            return history.at(scheduleId, scheduledTime);
        }

        @Override
        public List<Execution> due(int shard, Instant until, int limit) {
            return history.due(shard, until, limit);
        }

        @Override
        public Page<Execution> attention(AttentionQuery query) {
            return history.attention(query);
        }

        @Override
        public boolean replace(Execution before, Execution after, ScheduleState seen) {
            stubbed(() -> warmUp.replace(before, after, seen));
            return true;
        }

        @Override
        public boolean recordPublished(Execution published, ScheduleState seen) {
            stubbed(() -> warmUp.recordPublished(published, seen));
            return true;
        }

        @Override
        public Map<ScheduleId, ScheduleState> states(Collection<ScheduleId> ids) {
            return history.states(ids);
        }

        @Override
        public boolean record(Execution ended, Instant now, ScheduleState seen) {
            stubbed(() -> warmUp.record(ended, now, seen));
            return true;
        }

        @Override
        public Page<Execution> list(ExecutionQuery query) {
            return history.list(query);
        }

        @Override
        public List<Execution> firings(ScheduleId scheduleId, Instant from, Instant to) {
            return history.firings(scheduleId, from, to);
        }
    }
}
