package com.rezagent.schedules.local.stored;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.store.Database;
import com.rezagent.schedules.local.store.LocalStores;
import com.rezagent.schedules.local.system.LocalSystem;
import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.ScheduleSummary;
import com.rezagent.schedules.schedule.Status;
import com.rezagent.schedules.stored.StoredRecords;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uses groups in data directories that versions without groups wrote: 63010f5 (layout 2) and 03706d3 (layout 3). */
class StoredGroupsTest extends StoredDirectory {
    private static final ResourceName BILLING = new ResourceName("billing");

    @ParameterizedTest
    @ValueSource(strings = {"63010f5", "03706d3"})
    void stored_schedules_are_listed_in_the_default_group_by_name(String version) throws IOException {
        copy(version);
        for (int opened = 0; opened < 2; opened++) {
            try (Database database = Database.inDirectory(directory)) {
                ScheduleStore store = LocalStores.of(database).schedules();

                for (Status status : Status.values()) {
                    assertThat(names(store, ResourceName.DEFAULT_GROUP, status))
                            .as(status.text())
                            .isEqualTo(
                                    names(store, null, status).stream().sorted().toList());
                }
                assertThat(names(store, ResourceName.DEFAULT_GROUP, null))
                        .hasSize(13)
                        .isSorted();
                assertThat(names(store, BILLING, null)).isEmpty();
            }
        }
    }

    @Test
    void rows_that_an_interrupted_upgrade_left_are_filled_when_the_directory_is_opened_again() throws IOException {
        copy("03706d3");
        try (Database database = Database.inDirectory(directory)) {
            database.transaction(session ->
                    session.update("UPDATE schedules SET group_name = NULL, sort_name = NULL WHERE status = 'active'"));
            assertThat(names(LocalStores.of(database).schedules(), ResourceName.DEFAULT_GROUP, Status.ACTIVE))
                    .isEmpty();
        }

        try (Database database = Database.inDirectory(directory)) {
            assertThat(names(LocalStores.of(database).schedules(), ResourceName.DEFAULT_GROUP, Status.ACTIVE))
                    .hasSize(7);
        }
    }

    @Test
    void every_record_of_layout_3_is_read_unchanged() throws IOException {
        copy("03706d3");
        try (Database database = Database.inDirectory(directory)) {
            LocalStores stores = LocalStores.of(database);

            assertThat(records(stores)).isEqualTo(text("03706d3/records.txt"));
            assertThat(executions(stores).map(StoredRecords::describe).collect(Collectors.joining()))
                    .isEqualTo(text("03706d3/executions.txt"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"63010f5", "03706d3"})
    void stored_schedules_are_paused_until_a_time_and_moved(String version) throws IOException {
        copy(version);
        Instant until = Instant.parse("2025-11-07T00:00:00Z");
        try (LocalSystem system = open()) {
            publish(system, "put_group", "n1", Json.object().put("group", "billing"));
            publish(system, "pause", "n2", of("rate-with-start").put("until", until.toString()));
            publish(system, "move", "n3", of("active-cron").put("group", "billing"));
            publish(system, "move", "n4", of("rate-with-start").put("group", "billing"));

            Pause pause = record(system, "rate-with-start").pause();
            assertThat(pause).isNotNull();
            assertThat(pause.until()).isEqualTo(until);
        }
        try (LocalSystem system = open()) {
            assertThat(names(system.store(), BILLING, null)).containsExactly("active-cron", "rate-with-start");
            assertThat(names(system.store(), BILLING, Status.PAUSED)).containsExactly("rate-with-start");
            assertThat(names(system.store(), ResourceName.DEFAULT_GROUP, null))
                    .contains("paused", "completed-at")
                    .doesNotContain("active-cron", "rate-with-start");

            system.advance(Duration.ofHours(4));

            assertThat(fired(system, "rate-with-start"))
                    .as("the firing at 23:00 is held back")
                    .containsExactly("2025-11-06T21:00:00Z", "2025-11-07T01:00:00Z");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"63010f5", "03706d3"})
    void a_pause_of_the_default_group_holds_back_stored_schedules(String version) throws IOException {
        copy(version);
        try (LocalSystem system = open()) {
            publish(system, "pause_group", "n1", Json.object().put("group", "default"));
            system.advance(Duration.ofHours(2));
            assertThat(fired(system, "rate-with-start")).containsExactly("2025-11-06T21:00:00Z");

            publish(system, "resume_group", "n2", Json.object().put("group", "default"));
            system.advance(Duration.ofHours(2));
            assertThat(fired(system, "rate-with-start"))
                    .containsExactly("2025-11-06T21:00:00Z", "2025-11-07T01:00:00Z");
        }
    }

    @Test
    void the_reconcile_run_of_a_start_stores_the_group_of_each_record() throws IOException {
        copy("03706d3");
        try (Database database = Database.inDirectory(directory)) {
            assertThat(listed(LocalStores.of(database).schedules(), null, null))
                    .isNotEmpty()
                    .noneMatch(ScheduleSummary::hasStoredGroup);
        }

        try (LocalSystem system = open()) {
            assertThat(listed(system.store(), null, null)).isNotEmpty().allMatch(ScheduleSummary::hasStoredGroup);
        }
    }

    private static List<String> names(ScheduleStore store, ResourceName group, Status status) {
        return listed(store, group, status).stream()
                .map(it -> it.name().value())
                .toList();
    }

    private static List<ScheduleSummary> listed(ScheduleStore store, ResourceName group, Status status) {
        return store.list(new ScheduleQuery(group, status, null, 100, null, null))
                .items();
    }

    private static void publish(LocalSystem system, String action, String commandId, ObjectNode fields) {
        publish(system, action, commandId, system.clock().instant().toString(), fields);
    }
}
