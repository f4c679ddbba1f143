package com.rezagent.schedules.local.stored;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.change.ChangeQuery;
import com.rezagent.schedules.change.PastDefinition;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.local.store.Database;
import com.rezagent.schedules.local.store.LocalStores;
import com.rezagent.schedules.local.system.LocalSystem;
import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.Pause;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleJson;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.stored.StoredRecords;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Uses changes in data directories that versions without changes wrote: 63010f5 (layout 2), 03706d3 (layout 3) and e42833f
 * (layout 4).
 */
class StoredChangesTest extends StoredDirectory {
    private static final ScheduleId ID = StoredRecords.id("paused");

    @Test
    void every_record_of_layout_4_is_read_unchanged() throws IOException {
        copy("e42833f");
        try (Database database = Database.inDirectory(directory)) {
            LocalStores stores = LocalStores.of(database);

            assertThat(records(stores)).isEqualTo(text("e42833f/records.txt"));
            ResourceName billing = new ResourceName("billing");
            assertThat(stores.schedules()
                            .list(ScheduleQuery.ofGroup(billing, 10))
                            .items())
                    .extracting(it -> it.name().value())
                    .containsExactly("rate-with-start");
            assertThat(stores.groups().find(billing).orElseThrow().pause())
                    .extracting(Pause::until, Pause::reason)
                    .containsExactly(Instant.parse("2025-11-07T12:00:00Z"), "Release");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"63010f5", "03706d3", "e42833f"})
    void the_history_begins_with_the_first_change_and_its_replaced_definition(String version) throws IOException {
        copy(version);
        JsonObject stored;
        long before;
        try (LocalSystem system = open()) {
            Schedule schedule = record(system, "paused");
            stored = definition(schedule);
            before = schedule.version();
            assertThat(changes(system)).isEmpty();
            assertThat(definition(system, before)).contains(stored);
            assertThat(definition(system, before - 1)).isEmpty();

            update(system);

            assertThat(changes(system)).extracting(Change::version).containsExactly(before + 1);
        }
        try (LocalSystem system = open()) {
            assertThat(changes(system)).singleElement().satisfies(it -> {
                assertThat(it.version()).isEqualTo(before + 1);
                assertThat(it.cause()).isEqualTo(new Change.Cause("update", "alice", null, "n1"));
                assertThat(it.fields()).extracting(Change.Field::name).contains("payload", "description");
            });
            assertThat(definition(system, before)).contains(stored);
            assertThat(definition(system, before - 1)).isEmpty();
        }
    }

    private static JsonObject definition(Schedule schedule) {
        return JsonObject.parse(Json.write(ScheduleJson.definition(schedule.requireDefinition())));
    }

    private static List<Change> changes(LocalSystem system) {
        return system.changes()
                .list(ChangeQuery.ofRecord(ID.value(), system.clock().instant(), 100))
                .items();
    }

    private static Optional<JsonObject> definition(LocalSystem system, long version) {
        Schedule schedule = record(system, "paused");
        Instant oldest = Change.oldest(system.clock().instant());
        return PastDefinition.at(
                version,
                schedule.version(),
                definition(schedule),
                system.changes().untilReplaced(ID.value(), version + 1, oldest));
    }

    private static void update(LocalSystem system) {
        ObjectNode fields = of("paused");
        fields.set("schedule", Json.parseObject("""
                {"name":"paused","schedule_expression":"cron(0 21 * * ? *)","target_type":"web_action",
                 "payload":{"new":true},"description":"After the upgrade"}"""));
        publish(system, "update", "n1", system.clock().instant().toString(), fields);
    }
}
