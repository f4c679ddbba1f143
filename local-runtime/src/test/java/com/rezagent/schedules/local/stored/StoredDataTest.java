package com.rezagent.schedules.local.stored;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.engine.Engine;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.engine.EngineEntry.EntryState;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.store.Database;
import com.rezagent.schedules.local.store.LocalStores;
import com.rezagent.schedules.local.store.SqlScheduleStore;
import com.rezagent.schedules.local.system.LocalSystem;
import com.rezagent.schedules.local.system.ReconcileTimer;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.schedule.Counters;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.stored.StoredRecords;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads and uses a data directory that version 63010f5 wrote. */
class StoredDataTest extends StoredDirectory {
    @BeforeEach
    void copy() throws IOException {
        copy("63010f5");
    }

    @Test
    void every_stored_record_is_read_unchanged() {
        try (Database database = Database.inDirectory(directory)) {
            LocalStores stores = LocalStores.of(database);

            assertThat(records(stores)).isEqualTo(StoredRecords.SCHEDULES);
            assertThat(executions(stores).map(StoredRecords::describe).collect(Collectors.joining()))
                    .isEqualTo(StoredRecords.EXECUTIONS);
        }
    }

    @Test
    void the_layout_version_increases_so_that_an_earlier_version_refuses_the_directory() {
        Database.inDirectory(directory).close();

        try (Database database = Database.inDirectory(directory)) {
            List<Integer> versions =
                    database.read(session -> session.query("SELECT version FROM layout", row -> row.getInt(1)));
            assertThat(versions).containsExactly(6);
        }
    }

    @Test
    void a_record_written_again_is_read_and_listed_as_before() {
        Map<ScheduleId, Schedule> written = new HashMap<>();
        List<ScheduleSummary> listed;
        try (Database database = Database.inDirectory(directory)) {
            SqlScheduleStore store = new SqlScheduleStore(database);
            listed = store.list(new ScheduleQuery(null, null, 100, null)).items();
            for (ScheduleId id : StoredRecords.ids()) {
                Schedule before = store.find(id).orElseThrow();
                Schedule next = before.withOutcome(
                                new CommandOutcome("again", CommandOutcome.Result.UNCHANGED, before.version(), null))
                        .relisted(StoredRecords.STORED_AT);
                assertThat(store.replace(before, next)).isTrue();
                written.put(id, next.nextRevision());
            }
        }

        try (Database database = Database.inDirectory(directory)) {
            SqlScheduleStore store = new SqlScheduleStore(database);
            assertThat(store.list(new ScheduleQuery(null, null, 100, null)).items())
                    .isNotEmpty()
                    .usingRecursiveFieldByFieldElementComparatorIgnoringFields("hasStoredGroup")
                    .isEqualTo(listed);
            written.forEach((id, schedule) -> assertThat(store.find(id)).contains(schedule));
        }
    }

    @Test
    void lists_contain_the_stored_records_by_status() {
        try (Database database = Database.inDirectory(directory)) {
            SqlScheduleStore store = new SqlScheduleStore(database);

            assertThat(names(store, null))
                    .hasSize(13)
                    .contains("pending", "failed")
                    .doesNotContain("deleted");
            assertThat(names(store, Status.ACTIVE))
                    .containsExactlyInAnyOrder(
                            "active-cron",
                            "rate-with-start",
                            "unaudited",
                            "re-created",
                            "in-progress",
                            "windowed",
                            "no-topic");
            assertThat(names(store, Status.PAUSED)).containsExactly("paused");
            assertThat(names(store, Status.FAILED)).containsExactly("failed");
            assertThat(names(store, Status.PENDING)).containsExactly("pending");
            assertThat(names(store, Status.DELETED)).containsExactly("deleted");
            assertThat(names(store, Status.COMPLETED))
                    .containsExactlyInAnyOrder("completed-at", "missed", "never-seen");
        }
    }

    private static List<String> names(SqlScheduleStore store, Status status) {
        return store.list(new ScheduleQuery(status, null, 100, null)).items().stream()
                .map(ScheduleSummary::name)
                .map(it -> it.value())
                .toList();
    }

    @Test
    void the_engine_and_the_clock_are_restored_from_the_stored_records() {
        try (LocalSystem system = open()) {
            // A command was still waiting in that second, so everything had run only up to the second before.
            assertThat(system.clock().instant()).isEqualTo(StoredRecords.STORED_AT.minusSeconds(1));
            assertThat(system.engine().list(null).items())
                    .containsExactlyInAnyOrder(
                            StoredRecords.id("active-cron"),
                            StoredRecords.id("rate-with-start"),
                            StoredRecords.id("paused"),
                            StoredRecords.id("unaudited"),
                            StoredRecords.id("re-created"),
                            StoredRecords.id("in-progress"),
                            StoredRecords.id("windowed"),
                            StoredRecords.id("pending"));
            assertThat(entry(system, "paused").state()).isEqualTo(EntryState.DISABLED);
            assertThat(entry(system, "unaudited").state()).isEqualTo(EntryState.ENABLED);

            system.advance(Duration.ofMinutes(60));

            assertThat(fired(system, "rate-with-start"))
                    .containsExactly("2025-11-06T21:00:00Z", "2025-11-06T23:00:00Z");
            assertThat(fired(system, "unaudited"))
                    .endsWith("2025-11-06T21:10:00Z", "2025-11-06T22:10:00Z", "2025-11-06T22:40:00Z");
        }
    }

    @Test
    void stored_pending_commands_and_firings_take_effect() {
        try (LocalSystem system = open()) {
            system.advance(Duration.ofSeconds(1));
            assertThat(status(system, "re-created"))
                    .as("a command not yet handled")
                    .isEqualTo(Status.DELETED);
            system.advance(Duration.ofMinutes(1));
            assertThat(fired(system, "in-progress"))
                    .as("a firing that crashed after its claim")
                    .containsExactly("2025-11-06T22:00:00Z");
            assertThat(counters(system, "in-progress").executionCount()).isEqualTo(1);
            assertThat(status(system, "pending")).isEqualTo(Status.ACTIVE);

            system.advance(Duration.ofMinutes(5));
            assertThat(notices(system))
                    .as("a pause of a schedule that was never created")
                    .contains("schedule_not_found");

            system.advance(Duration.ofHours(23));
            assertThat(fired(system, "windowed"))
                    .as("a firing that waited in its window")
                    .containsExactly("2025-11-06T21:50:00Z");
        }
    }

    @Test
    void the_stored_dead_letters_are_redriven() {
        try (LocalSystem system = open()) {
            assertThat(system.deadLetters().all()).hasSize(3);

            system.invoker().redrive();
            system.advance(Duration.ofMinutes(5));

            assertThat(fired(system, "missed")).containsExactly("2025-11-06T20:40:00Z");
            assertThat(fired(system, "never-seen")).containsExactly("2025-11-06T20:45:00Z");
            assertThat(outcome(system, "missed", "2025-11-06T20:40:00Z")).isEqualTo(ExecutionOutcome.PUBLISHED);
            assertThat(system.deadLetters().all()).hasSize(1);
        }
    }

    @Test
    void the_stored_schedules_are_paused_resumed_triggered_changed_and_deleted() {
        try (LocalSystem system = open()) {
            publishCommand(system, "pause", "active-cron", "n1", "22:00:30");
            assertThat(record(system, "active-cron").version()).isEqualTo(3);
            assertThat(status(system, "active-cron")).isEqualTo(Status.PAUSED);
            assertThat(entry(system, "active-cron").state()).isEqualTo(EntryState.DISABLED);

            publishCommand(system, "resume", "paused", "n2", "22:00:30");
            assertThat(status(system, "paused")).isEqualTo(Status.ACTIVE);
            assertThat(entry(system, "paused").state()).isEqualTo(EntryState.ENABLED);

            publishCommand(system, "trigger", "rate-with-start", "n3", "22:00:30");
            assertThat(counters(system, "rate-with-start").executionCount()).isEqualTo(2);

            publishCommand(system, "delete", "unaudited", "n4", "22:00:30");
            assertThat(status(system, "unaudited")).isEqualTo(Status.DELETED);
            assertThat(system.engine().find(StoredRecords.id("unaudited"))).isEmpty();

            create(system, "deleted", "cron(40 * * * ? *)", "n5");
            assertThat(status(system, "deleted")).isEqualTo(Status.ACTIVE);
            assertThat(record(system, "deleted").version()).isEqualTo(3);

            create(system, "failed", "cron(50 * * * ? *)", "n6");
            assertThat(outcomeOf(system, "failed", "n6").result()).isEqualTo(CommandOutcome.Result.REFUSED);

            system.advance(Duration.ofMinutes(60));
            assertThat(fired(system, "deleted")).containsExactly("2025-11-06T20:10:00Z", "2025-11-06T22:40:00Z");
            assertThat(fired(system, "unaudited")).hasSize(3);
        }
    }

    @Test
    void a_redelivered_stored_command_has_its_stored_outcome_and_changes_nothing() {
        try (LocalSystem system = open()) {
            publishCommand(system, "trigger", "active-cron", "c-trigger", "21:30:00");
            publishCommand(system, "pause", "paused", "c-pause", "21:00:01");
            publishCommand(system, "pause", "unaudited", "c-hold", "21:30:00");
            publishCommand(system, "delete", "re-created", "c-gone", "20:05:00");

            assertThat(counters(system, "active-cron").executionCount()).isEqualTo(1);
            assertThat(fired(system, "active-cron")).hasSize(1);
            assertThat(record(system, "paused").version()).isEqualTo(2);
            assertThat(status(system, "unaudited")).isEqualTo(Status.ACTIVE);
            assertThat(outcomeOf(system, "unaudited", "c-hold"))
                    .isEqualTo(new CommandOutcome("c-hold", CommandOutcome.Result.APPLIED, 3, null));
            assertThat(outcomeOf(system, "active-cron", "c-conflict").result())
                    .isEqualTo(CommandOutcome.Result.REFUSED);
        }
    }

    @Test
    void a_firing_of_a_stored_engine_entry_is_executed_or_outdated_by_its_version() {
        try (LocalSystem system = open()) {
            system.advance(Duration.ofHours(13).plusMinutes(25));
            system.invoke(storedFiring("active-cron", 1, "2025-11-07T11:00:00Z"));
            system.invoke(storedFiring("active-cron", 2, "2025-11-07T11:30:00Z"));
            system.invoke(storedFiring("deleted", 1, "2025-11-07T11:10:00Z"));

            assertThat(outcome(system, "active-cron", "2025-11-07T11:00:00Z")).isEqualTo(ExecutionOutcome.SKIPPED);
            assertThat(outcome(system, "active-cron", "2025-11-07T11:30:00Z")).isEqualTo(ExecutionOutcome.PUBLISHED);
            assertThat(outcome(system, "deleted", "2025-11-07T11:10:00Z")).isEqualTo(ExecutionOutcome.SKIPPED);
            assertThat(fired(system, "active-cron")).hasSize(2).contains("2025-11-07T11:30:00Z");
        }
    }

    /** A later version that extends the input of entries must not rewrite thousands of existing entries. */
    @Test
    void a_stored_engine_entry_is_not_rewritten() {
        try (LocalSystem system = open()) {
            for (String name : List.of("active-cron", "rate-with-start", "paused", "unaudited")) {
                EngineEntry now = entry(system, name);
                system.engine().update(withInput(now, storedInput(name)));
            }

            system.invoke(ReconcileTimer.EVENT);

            for (String name : List.of("active-cron", "rate-with-start", "paused", "unaudited")) {
                assertThat(entry(system, name).input()).isEqualTo(storedInput(name));
            }
            system.advance(Duration.ofHours(1));
            assertThat(fired(system, "rate-with-start")).endsWith("2025-11-06T23:00:00Z");
        }
    }

    /** Returns the input of an entry as version 63010f5 wrote it. */
    private static String storedInput(String name) {
        int version = Map.of("active-cron", 2, "rate-with-start", 1, "paused", 2, "unaudited", 4)
                .get(name);
        return "{\"schedule_id\":\"" + StoredRecords.id(name) + "\",\"version\":" + version
                + ",\"scheduled_time\":\"<aws.scheduler.scheduled-time>\""
                + ",\"attempt_number\":\"<aws.scheduler.attempt-number>\""
                + ",\"execution_id\":\"<aws.scheduler.execution-id>\"}";
    }

    private static String storedFiring(String name, long version, String scheduledTime) {
        return "{\"schedule_id\":\"" + StoredRecords.id(name) + "\",\"version\":" + version + ",\"scheduled_time\":\""
                + scheduledTime + "\",\"attempt_number\":\"1\",\"execution_id\":\"0000000000000001\"}";
    }

    private static EngineEntry withInput(EngineEntry entry, String input) {
        return new EngineEntry(
                entry.id(),
                entry.description(),
                entry.expression(),
                entry.timezone(),
                entry.start(),
                entry.end(),
                entry.windowMinutes(),
                entry.state(),
                entry.retryPolicy(),
                entry.target(),
                input);
    }

    private static EngineEntry entry(LocalSystem system, String name) {
        return system.engine()
                .find(StoredRecords.id(name))
                .map(Engine.ExistingEntry::entry)
                .orElseThrow();
    }

    private static Counters counters(LocalSystem system, String name) {
        Schedule record = record(system, name);
        return system.history().state(record.id()).counters(record);
    }

    private static Status status(LocalSystem system, String name) {
        return record(system, name).status();
    }

    private static CommandOutcome outcomeOf(LocalSystem system, String name, String commandId) {
        return record(system, name).outcomeOf(commandId).orElseThrow();
    }

    private static ExecutionOutcome outcome(LocalSystem system, String name, String scheduledTime) {
        return system.history()
                .find(ExecutionKey.firing(StoredRecords.id(name), Instant.parse(scheduledTime)))
                .orElseThrow()
                .outcome();
    }

    private static List<String> notices(LocalSystem system) {
        return system.topics().messages(system.stage().notifications()).stream()
                .map(it ->
                        Json.parseObject(it.body()).path("payload").path("code").asText())
                .toList();
    }

    private static void publishCommand(LocalSystem system, String action, String name, String commandId, String time) {
        publish(system, action, commandId, "2025-11-06T" + time + "Z", of(name));
    }

    private static void create(LocalSystem system, String name, String expression, String commandId) {
        ObjectNode fields = Json.object();
        fields.set(
                "schedule",
                Json.parseObject("{\"name\":\"" + name + "\",\"schedule_expression\":\"" + expression
                        + "\",\"target_type\":\"web_action\",\"payload\":{\"a\":1}}"));
        publish(system, "create", commandId, "2025-11-06T22:00:30Z", fields);
    }
}
