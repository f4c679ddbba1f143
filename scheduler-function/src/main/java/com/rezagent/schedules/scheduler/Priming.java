package com.rezagent.schedules.scheduler;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.Action;
import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.execution.Claim;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionHistory;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.schedule.Page;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.topic.TopicArn;
import com.rezagent.schedules.topic.TopicMessage;
import com.rezagent.schedules.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Takes a sample command and a sample firing through the real path before SnapStart takes its snapshot, so that a
 * restored function has its classes loaded and its connections' code warm. It reads for real and writes nothing: every
 * write is answered as if it had been done.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks.html">SnapStart hooks</a>
 */
final class Priming implements Resource {
    private static final String NAME = "priming";
    private static final ScheduleId ID = ScheduleName.parse(NAME).id();
    private static final int SAMPLES = 3;

    private final SchedulerPorts real;
    private final SchedulerFunction function;

    /** @param rehearsal topics whose publish ends with an exception before anything is sent */
    Priming(SchedulerPorts ports, SchedulerSettings settings, Topics rehearsal) {
        real = ports;
        function = new SchedulerFunction(
                new SchedulerPorts(
                        new ReadOnlyStore(ports.store()),
                        new ReadOnlyHistory(ports.history()),
                        new ReadOnlyEngine(ports.engine()),
                        (topic, message) -> rehearse(rehearsal, topic, message),
                        (event, reason) -> {},
                        ports.clock(),
                        event -> {}),
                settings);
    }

    /** Has the hook called before a snapshot; where there is no SnapStart, nothing calls it. Keep the result. */
    Priming registered() {
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
        for (int i = 0; i < SAMPLES; i++) {
            try {
                function.handle(createEvent(), "priming", () -> false);
                function.handle(firing(), "priming", () -> false);
                real.engine().find(ID);
            } catch (RuntimeException e) {
                // A stage whose tables aren't there yet still deploys; it only starts colder.
                log.warn("not_primed", Log.field("exception", e.getClass().getName()));
                return;
            }
        }
        log.info("primed");
    }

    private static String rehearse(Topics rehearsal, TopicArn topic, TopicMessage message) {
        try {
            return rehearsal.publish(topic, message);
        } catch (RuntimeException e) {
            return "primed";
        }
    }

    private byte[] createEvent() {
        String command = Json.write(Json.object()
                .put("action", Action.CREATE.text())
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
                .put("Timestamp", real.clock().instant().toString())
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

    /** Reads for real; of what is written it remembers the last, so that the sample finds itself. */
    private static final class ReadOnlyStore implements ScheduleStore {
        private final ScheduleStore store;
        private final AtomicReference<@Nullable Schedule> written = new AtomicReference<>();

        ReadOnlyStore(ScheduleStore store) {
            this.store = store;
        }

        @Override
        public Optional<Schedule> find(ScheduleId id) {
            Optional<Schedule> read = store.find(id);
            return read.isPresent() ? read : Optional.ofNullable(written.get());
        }

        @Override
        public boolean insert(Schedule schedule) {
            written.set(schedule);
            return true;
        }

        @Override
        public boolean replace(Schedule seen, Schedule next) {
            written.set(next);
            return true;
        }

        @Override
        public Page<ScheduleSummary> list(ScheduleQuery query) {
            return store.list(query);
        }
    }

    private record ReadOnlyEngine(Engine engine) implements Engine {
        @Override
        public Optional<Held> find(ScheduleId id) {
            return engine.find(id);
        }

        @Override
        public Optional<String> create(EngineEntry entry) {
            return Optional.of("primed");
        }

        @Override
        public Optional<String> update(EngineEntry entry) {
            return Optional.of("primed");
        }

        @Override
        public void delete(ScheduleId id) {}

        @Override
        public Page<ScheduleId> list(@Nullable String nextToken) {
            return engine.list(nextToken);
        }
    }

    private record ReadOnlyHistory(ExecutionHistory history) implements ExecutionHistory {
        @Override
        public Optional<Execution> find(ExecutionKey key) {
            return history.find(key);
        }

        @Override
        public Claim claim(ExecutionKey key, String incarnation, Instant now, Duration lease) {
            return new Claim.Granted(Execution.claimed(key, incarnation, now, lease));
        }

        @Override
        public boolean recordPublished(Execution published) {
            return true;
        }

        @Override
        public boolean record(Execution ended, Instant now) {
            return true;
        }

        @Override
        public Page<Execution> list(ScheduleId scheduleId, int limit, @Nullable String nextToken) {
            return history.list(scheduleId, limit, nextToken);
        }

        @Override
        public List<Execution> firings(ScheduleId scheduleId, Instant from, Instant to) {
            return history.firings(scheduleId, from, to);
        }
    }
}
