package com.rezagent.schedules.local.stored;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.change.ChangeQuery;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.execution.ScheduleState;
import com.rezagent.schedules.local.store.Database;
import com.rezagent.schedules.local.store.LocalStores;
import com.rezagent.schedules.local.system.LocalSystem;
import com.rezagent.schedules.schedule.Counters;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.stored.StoredRecords;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Uses what executions own in a data directory of 155151d (layout 5), the last version that counted executions in the record
 * of the schedule.
 */
class StoredStatesTest extends StoredDirectory {
    private static final String VERSION = "155151d";
    private static final ScheduleId ID = StoredRecords.id("active-cron");
    private static final Counters STORED = new Counters(1, Instant.parse("2025-11-06T21:30:00Z"));

    @BeforeEach
    void copy() throws IOException {
        copy(VERSION);
    }

    @Test
    void every_record_execution_and_change_of_layout_5_is_read_unchanged() throws IOException {
        try (Database database = Database.inDirectory(directory)) {
            LocalStores stores = LocalStores.of(database);

            assertThat(records(stores)).isEqualTo(text(VERSION + "/records.txt"));
            List<Execution> executions = executions(stores).toList();
            assertThat(executions.stream().map(StoredRecords::describe).collect(Collectors.joining()))
                    .isEqualTo(text(VERSION + "/executions.txt"));
            assertThat(executions).allMatch(it -> it.run() == null && it.attempt() <= 1);
            assertThat(StoredRecords.ids().stream()
                            .mapToInt(it -> stores.changes()
                                    .list(ChangeQuery.ofRecord(it.value(), StoredRecords.STORED_AT, 100))
                                    .items()
                                    .size())
                            .sum())
                    .isEqualTo(23);
        }
    }

    @Test
    void the_layout_becomes_6_so_that_an_earlier_version_refuses_the_directory() {
        Database.inDirectory(directory).close();

        try (Database database = Database.inDirectory(directory)) {
            List<Integer> versions =
                    database.read(session -> session.query("SELECT version FROM layout", row -> row.getInt(1)));
            assertThat(versions).containsExactly(6);
        }
    }

    @Test
    void no_schedule_has_a_state_and_each_shows_the_counters_of_its_record() {
        try (Database database = Database.inDirectory(directory)) {
            LocalStores stores = LocalStores.of(database);

            assertThat(stores.executions().states(StoredRecords.ids())).isEmpty();
            Schedule schedule = stores.schedules().find(ID).orElseThrow();
            assertThat(schedule.counters()).isEqualTo(STORED);
            assertThat(stores.executions().state(ID).counters(schedule)).isEqualTo(STORED);
        }
    }

    @Test
    void later_executions_count_in_the_state_beside_what_the_record_counted() {
        Instant next = Instant.parse("2025-11-07T11:30:00Z");
        Counters counted = new Counters(2, next);
        try (LocalSystem system = open()) {
            system.advance(Duration.ofHours(14));

            assertThat(counters(system)).isEqualTo(counted);
            assertThat(record(system, "active-cron").counters()).isEqualTo(STORED);
            ScheduleState state = system.history().state(ID);
            assertThat(state.executionCount()).isEqualTo(1);
            assertThat(state.recent()).containsOnlyKeys(next);
        }
        try (LocalSystem system = open()) {
            assertThat(counters(system)).isEqualTo(counted);
            assertThat(system.history().list(ID, 100, null).items())
                    .extracting(Execution::outcome)
                    .containsExactly(ExecutionOutcome.PUBLISHED, ExecutionOutcome.PUBLISHED);
        }
    }

    private static Counters counters(LocalSystem system) {
        return system.history().state(ID).counters(record(system, "active-cron"));
    }
}
