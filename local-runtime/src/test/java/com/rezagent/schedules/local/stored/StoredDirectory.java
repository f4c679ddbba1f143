package com.rezagent.schedules.local.stored;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.clock.ClockSpeed;
import com.rezagent.schedules.local.store.LocalStores;
import com.rezagent.schedules.local.system.LocalSettings;
import com.rezagent.schedules.local.system.LocalSystem;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.stored.StoredRecords;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** Tests with the copy of a data directory that an earlier version wrote. */
abstract class StoredDirectory {
    @TempDir
    Path directory;

    /** Copies the files that a version wrote; early versions wrote no sequence file. */
    final void copy(String version) throws IOException {
        for (String file : List.of("rez-agent.mv.db", "rez-agent.sequence")) {
            try (InputStream in = StoredDirectory.class.getResourceAsStream("/stored/" + version + "/" + file)) {
                if (in != null) {
                    Files.copy(in, directory.resolve(file));
                }
            }
        }
    }

    static String text(String resource) throws IOException {
        try (InputStream in = StoredDirectory.class.getResourceAsStream("/stored/" + resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    final LocalSystem open() {
        return LocalSystem.open(LocalSettings.inMemory()
                .withSpeed(ClockSpeed.MANUAL)
                .withoutReconciling()
                .withDataDirectory(directory));
    }

    /** Returns the records of all stored schedules as text. */
    static String records(LocalStores stores) {
        return StoredRecords.ids().stream()
                .map(it -> StoredRecords.describe(stores.schedules().find(it).orElseThrow()))
                .collect(Collectors.joining());
    }

    static Stream<Execution> executions(LocalStores stores) {
        return StoredRecords.ids().stream().flatMap(it -> stores.executions().list(it, 100, null).items().stream());
    }

    static Schedule record(LocalSystem system, String name) {
        return system.store().find(StoredRecords.id(name)).orElseThrow();
    }

    /** Returns the scheduled times of the messages in the target topic, oldest first. */
    static List<String> fired(LocalSystem system, String name) {
        String id = StoredRecords.id(name).value();
        return system.topics().messages(system.stage().webActions()).stream()
                .filter(it -> id.equals(it.attributes().get("schedule_id")))
                .map(it -> Objects.requireNonNull(it.attributes().get("scheduled_time")))
                .toList();
    }

    /** Publishes a command with its action's fields, as the Web API does, and runs what is due. */
    static void publish(LocalSystem system, String action, String commandId, String requestedAt, ObjectNode fields) {
        fields.put("action", action).put("command_id", commandId);
        fields.put("requested_by", "alice").put("requested_at", requestedAt);
        system.topics()
                .publish(
                        system.stage().scheduleCreation(),
                        new TopicMessage(Json.write(fields), Map.of("origin", "web-api")));
        system.runDue();
    }

    static ObjectNode of(String name) {
        return Json.object().put("schedule_id", StoredRecords.id(name).value());
    }
}
