package com.rezagent.schedules.local.stored;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.aws.StoredItems;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.clock.ClockSpeed;
import com.rezagent.schedules.local.fault.FaultKind;
import com.rezagent.schedules.local.fault.FaultRule;
import com.rezagent.schedules.local.fault.PortCall.Target;
import com.rezagent.schedules.local.system.LocalSettings;
import com.rezagent.schedules.local.system.LocalStage;
import com.rezagent.schedules.local.system.LocalSystem;
import com.rezagent.schedules.local.system.ReconcileTimer;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.schedule.RetryPolicy;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.stored.StoredRecords;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Writes a data directory and DynamoDB items with the current version. Not run by {@code mvn verify}, because the
 * stored copies are of an older version. See {@code stored/README.md} in the test resources.
 */
class StoredDataGenerator {
    private static final Instant START = Instant.parse("2025-11-06T20:00:00Z");

    private static final String OPTIONAL = """
            "timezone":"America/New_York","description":"Daily \\"ß\\" 🏌","arguments":{"dry_run":false},
            "retry_policy":{"maximum_retry_attempts":3,"maximum_event_age_seconds":3600}""";

    private final AtomicLong lastId = new AtomicLong();

    @Test
    @EnabledIfSystemProperty(named = "stored.data", matches = ".+", disabledReason = "stored.data names no directory")
    void writes_a_data_directory_and_items() throws Exception {
        Path target = Path.of(System.getProperty("stored.data")).toAbsolutePath();
        Path data = target.resolve("data");
        LocalSettings settings = LocalSettings.inMemory()
                .withSpeed(ClockSpeed.MANUAL)
                .withoutReconciling()
                .withIds(() -> String.format("00000000-0000-4000-8000-%012d", lastId.incrementAndGet()))
                .withDataDirectory(data);
        try (LocalSystem system = LocalSystem.open(settings.withStart(START))) {
            firstHour(system);
        }
        // The custom topic is no longer allowed, so an execution on it is refused.
        try (LocalSystem system = LocalSystem.open(settings.withCustomTopics(Set.of()))) {
            secondHour(system);
            Files.writeString(target.resolve("items.json"), items(system));
        }
        compact(data);
        Files.delete(data.resolve("rez-agent.lock"));
        Files.deleteIfExists(data.resolve("rez-agent.trace.db"));
    }

    private void firstHour(LocalSystem system) throws Exception {
        create(system, "active-cron", "cron(0 6 * * ? *)", OPTIONAL);
        create(system, "rate-with-start", "rate(2 hours)", """
                "start_date":"2025-11-06T21:00:00Z","end_date":"2025-11-20T21:00:00Z\"""");
        create(system, "paused", "cron(0 21 * * ? *)", "\"flexible_time_window_minutes\":60");
        create(system, "failed", "rate(2 hours)", """
                "start_date":"2025-11-06T20:00:00Z","end_date":"2025-11-06T22:00:00Z\"""");
        create(system, "completed-at", "at(2025-11-06T20:30:00)", null);
        create(system, "deleted", "cron(10 * * * ? *)", null);
        create(system, "re-created", "rate(3 hours)", null);
        create(system, "windowed", "cron(50 21 * * ? *)", "\"flexible_time_window_minutes\":1440");
        create(system, "in-progress", "cron(0 22 * * ? *)", null);
        String shortLived = "\"retry_policy\":{\"maximum_retry_attempts\":0,\"maximum_event_age_seconds\":60}";
        create(system, "missed", "at(2025-11-06T20:40:00)", shortLived);
        create(system, "never-seen", "at(2025-11-06T20:45:00)", shortLived);
        custom(system, "no-topic", "at(2025-11-06T21:20:00)");

        advanceTo(system, "20:01");
        update(system, "active-cron", "c-edited", "20:01", "cron(30 6 * * ? *)", OPTIONAL, null);
        update(system, "active-cron", "c-same", "20:01:01", "cron(30 6 * * ? *)", OPTIONAL, null);
        update(system, "active-cron", "c-late", "20:00:30", "cron(45 6 * * ? *)", OPTIONAL, null);
        update(system, "active-cron", "c-conflict", "20:01:02", "cron(50 6 * * ? *)", OPTIONAL, 1);
        advanceTo(system, "20:05");
        create(system, "unaudited", "rate(1 hour)", null);
        changeState(system, "delete", "re-created", "c-gone", "20:05");
        create(system, "re-created", "c-again", "20:05:01", "cron(15 * * * ? *)", null);

        advanceTo(system, "20:30:10");
        // The last period of a rate: the engine refuses StartDate = EndDate.
        publish(system, "update", "c-last-period", "20:30:10", it -> {
            it.put("schedule_id", StoredRecords.id("failed").value());
            it.set("schedule", definition("failed", "rate(2 hours)", """
                "start_date":"2025-11-06T20:00:00Z","end_date":"2025-11-06T22:00:00Z","description":"edited\""""));
        });
        advanceTo(system, "20:39");
        fail(system, Target.TOPICS, "publish", 3);
        advanceTo(system, "20:44");
        fail(system, Target.STORE, "find", 3);
        advanceTo(system, "20:50");
        changeState(system, "delete", "deleted", "c-delete", "20:50");
        advanceTo(system, "21:00:01");
        changeState(system, "pause", "paused", "c-pause", "21:00:01");
        system.scheduler().create(orphan(), "orphan");
        advanceTo(system, "21:10");
        system.invoke(ReconcileTimer.EVENT);
        update(system, "unaudited", "c-faster", "21:10", "rate(30 minutes)", null, null);
        system.topics().publish(system.stage().scheduleCreation(), new TopicMessage("not a command", Map.of()));
        system.runDue();
    }

    private void secondHour(LocalSystem system) {
        advanceTo(system, "21:30");
        changeState(system, "trigger", "active-cron", "c-trigger", "21:30");
        changeState(system, "trigger", "paused", "c-trigger-paused", "21:30");
        changeState(system, "pause", "unaudited", "c-hold", "21:30");
        advanceTo(system, "21:45");
        changeState(system, "resume", "unaudited", "c-go-on", "21:45");
        advanceTo(system, "21:59:59");
        system.faults().add(new FaultRule(null, Target.TOPICS, "publish", FaultKind.CRASH_BEFORE, 1));
        advanceTo(system, "22:00:10");
        system.faults().add(new FaultRule(null, Target.ENGINE, "create", FaultKind.THROTTLED, 1));
        create(system, "pending", "cron(20 * * * ? *)", null);
        changeState(system, "pause", "too-early", "c-too-early", "22:00:10");
        advanceTo(system, "22:00:30");
        publish(
                system,
                "delete",
                "c-waits",
                "22:00:30",
                it -> it.put("schedule_id", StoredRecords.id("re-created").value()));
    }

    private static EngineEntry orphan() {
        return new EngineEntry(
                new ScheduleId(StoredRecords.ORPHAN),
                null,
                "rate(1 day)",
                "UTC",
                Instant.parse("2025-11-08T00:00:00Z"),
                null,
                null,
                EngineEntry.EntryState.ENABLED,
                RetryPolicy.DEFAULT,
                LocalStage.TARGET,
                "{\"schedule_id\":\"" + StoredRecords.ORPHAN + "\",\"version\":1,"
                        + "\"scheduled_time\":\"<aws.scheduler.scheduled-time>\"}");
    }

    private static void fail(LocalSystem system, Target target, String operation, int times) {
        system.faults().add(new FaultRule(null, target, operation, FaultKind.CRASH_BEFORE, times));
    }

    private static void advanceTo(LocalSystem system, String time) {
        system.advance(Duration.between(system.clock().instant(), at(time)));
    }

    private static Instant at(String time) {
        return Instant.parse("2025-11-06T" + (time.length() == 5 ? time + ":00" : time) + "Z");
    }

    private static void create(LocalSystem system, String name, String expression, String more) {
        Instant now = system.clock().instant();
        create(system, name, "c-create-" + name, now.toString().substring(11, 19), expression, more);
    }

    private static void create(
            LocalSystem system, String name, String commandId, String time, String expression, String more) {
        publish(system, "create", commandId, time, it -> it.set("schedule", definition(name, expression, more)));
        system.runDue();
    }

    private static void custom(LocalSystem system, String name, String expression) {
        ObjectNode definition = definition(name, expression, null);
        definition.put("target_type", "custom");
        definition.put("target_topic_arn", LocalSettings.SAMPLE_TOPIC.value());
        publish(system, "create", "c-create-" + name, "20:00", it -> it.set("schedule", definition));
        system.runDue();
    }

    private static void update(
            LocalSystem system,
            String name,
            String commandId,
            String time,
            String expression,
            String more,
            Integer expected) {
        publish(system, "update", commandId, time, it -> {
            it.put("schedule_id", StoredRecords.id(name).value());
            it.set("schedule", definition(name, expression, more));
            if (expected != null) {
                it.put("expected_version", expected);
            }
        });
        system.runDue();
    }

    private static void changeState(LocalSystem system, String action, String name, String commandId, String time) {
        publish(
                system,
                action,
                commandId,
                time,
                it -> it.put("schedule_id", StoredRecords.id(name).value()));
        system.runDue();
    }

    private static ObjectNode definition(String name, String expression, String more) {
        return Json.parseObject("{\"name\":\"" + name + "\",\"schedule_expression\":\"" + expression
                + "\",\"target_type\":\"web_action\",\"payload\":{\"action\":\"" + name + "\",\"n\":1.10}"
                + (more == null ? "" : "," + more) + "}");
    }

    private interface Body {
        void addTo(ObjectNode json);
    }

    private static void publish(LocalSystem system, String action, String commandId, String time, Body body) {
        ObjectNode json = Json.object();
        json.put("action", action);
        json.put("command_id", commandId);
        json.put("requested_by", "alice");
        json.put("requested_at", at(time).toString());
        body.addTo(json);
        system.topics().publish(system.stage().scheduleCreation(), new TopicMessage(Json.write(json), Map.of()));
    }

    private static String items(LocalSystem system) {
        List<Schedule> schedules = new ArrayList<>();
        List<Execution> executions = new ArrayList<>();
        for (ScheduleId id : StoredRecords.ids()) {
            schedules.add(system.store().find(id).orElseThrow());
            executions.addAll(system.history().list(id, 100, null).items());
        }
        return StoredItems.write(schedules, executions);
    }

    /** Compacts the database to keep the copy small. */
    private static void compact(Path data) throws Exception {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:h2:file:" + data.resolve("rez-agent"), "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN COMPACT");
        }
    }
}
