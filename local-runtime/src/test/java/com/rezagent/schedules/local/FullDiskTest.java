package com.rezagent.schedules.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.local.Http.Response;
import com.rezagent.schedules.local.system.LocalSettings;
import com.rezagent.schedules.local.system.LocalSystem;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.testing.RuntimeProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A data directory that cannot grow. Limits the file size instead of the disk, which needs no root. */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(120)
class FullDiskTest {
    private static final int LIMIT_KIBIBYTES = 3 * 1024;
    private static final int MAX_REQUESTS = 400;
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    private RuntimeProcess start() throws Exception {
        return Runtimes.startWithFilesUpTo(
                LIMIT_KIBIBYTES, "--data", directory.toString(), "--port", "0", "--clock-manual");
    }

    private static String schedule(String name, int size) {
        return "{\"name\":\"" + name + "\",\"schedule_expression\":\"rate(1 minute)\",\"target_type\":\"notification\","
                + "\"payload\":{\"message\":\"" + "x".repeat(size) + "\"}}";
    }

    /** Sends requests until one returns 503. Checks that all before it succeed, and returns their responses. */
    private static List<Response> sendUntilRefused(IntFunction<Response> request) {
        List<Response> responses = new ArrayList<>();
        for (int i = 0; i < MAX_REQUESTS; i++) {
            Response response = request.apply(i);
            if (response.status() == 503) {
                assertThat(response.json().path("error").asText()).isEqualTo("service_unavailable");
                assertThat(response.json().path("details").asText())
                        .contains("cannot be read or written", "free disk space")
                        .doesNotContain("Exception");
                return responses;
            }
            assertThat(response.status()).isBetween(200, 202);
            responses.add(response);
        }
        throw new AssertionError("No request failed: the disk is not full");
    }

    /** Checks that every further request fails immediately, and that the process ends when it receives a stop signal. */
    private static void assertRefusesAndEnds(RuntimeProcess process, Http http) throws Exception {
        assertThat(http.get("/api/schedules?limit=1").status()).isEqualTo(503);
        assertThat(http.get("/local/topics/notifications/messages").status()).isEqualTo(503);
        assertThat(http.post("/local/clock", "{\"advance\":\"P1D\"}").status()).isEqualTo(503);
        process.sendStopSignal();
        assertThat(process.endsWithin(STOP_TIMEOUT)).as("ends").isTrue();
        assertThat(process.exitCode()).isNotZero();
        List<String> output = process.remainingOutput();
        assertThat(output)
                .filteredOn(it -> it.contains("cannot be read or written"))
                .hasSize(1);
        assertThat(output)
                .noneMatch(it -> it.startsWith("\tat ") || it.contains("  error  ") || it.contains("  warn  "));
    }

    @Test
    void creates_are_refused_and_earlier_ones_survive_a_restart() throws Exception {
        int accepted;
        try (RuntimeProcess process = start()) {
            Http http = new Http(process.uri());
            accepted = sendUntilRefused(i -> http.post("/api/schedules", schedule("large-" + i, 100_000)))
                    .size();
            assertThat(accepted).isPositive();
            assertRefusesAndEnds(process, http);
        }

        try (LocalSystem system = LocalSystem.open(
                LocalSettings.inMemory().withDataDirectory(directory).withoutReconciling())) {
            system.runDue();
            for (int i = 0; i < accepted; i++) {
                assertThat(system.store().find(ScheduleName.parse("large-" + i).id()))
                        .as("large-%d", i)
                        .isPresent();
            }
        }
    }

    @Test
    void advancing_the_clock_is_refused_when_firings_cannot_be_stored() throws Exception {
        try (RuntimeProcess process = start()) {
            Http http = new Http(process.uri());
            assertThat(http.post("/api/schedules", schedule("hello", 2_000)).status())
                    .isBetween(201, 202);
            sendUntilRefused(i -> http.post("/local/clock", "{\"advance\":\"PT1H\"}"));
            assertRefusesAndEnds(process, http);
        }
    }

    @Test
    void a_message_is_refused_when_the_topic_cannot_store_it() throws Exception {
        try (RuntimeProcess process = start()) {
            Http http = new Http(process.uri());
            sendUntilRefused(i -> http.post("/local/topics/web-actions/messages", "x".repeat(200_000)));
            assertRefusesAndEnds(process, http);
        }
    }
}
