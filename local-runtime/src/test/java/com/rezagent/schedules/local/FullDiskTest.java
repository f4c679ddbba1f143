package com.rezagent.schedules.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.local.Http.Response;
import com.rezagent.schedules.schedule.ScheduleName;
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

/** A data directory that can't grow any more. The limit is one on the size of files, which needs no root. */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(120)
class FullDiskTest {
    private static final int LIMIT_KIBIBYTES = 3 * 1024;
    private static final int MOST_REQUESTS = 400;
    private static final Duration PROMPTLY = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    private RuntimeProcess start() throws Exception {
        return RuntimeProcess.startWithFilesUpTo(
                LIMIT_KIBIBYTES, "--data", directory.toString(), "--port", "0", "--clock-manual");
    }

    private static String schedule(String name, int size) {
        return "{\"name\":\"" + name + "\",\"schedule_expression\":\"rate(1 minute)\",\"target_type\":\"notification\","
                + "\"payload\":{\"message\":\"" + "x".repeat(size) + "\"}}";
    }

    /** Sends requests until one is refused; all that were not are successes. */
    private static List<Response> untilRefused(IntFunction<Response> request) {
        List<Response> answers = new ArrayList<>();
        for (int i = 0; i < MOST_REQUESTS; i++) {
            Response response = request.apply(i);
            if (response.status() == 503) {
                assertThat(response.json().path("error").asText()).isEqualTo("service_unavailable");
                assertThat(response.json().path("details").asText())
                        .contains("cannot be read or written", "free disk space")
                        .doesNotContain("Exception");
                return answers;
            }
            assertThat(response.status()).isBetween(200, 202);
            answers.add(response);
        }
        throw new AssertionError("The disk never was full");
    }

    /** Everything is refused at once from now on, and the process ends when it is told to. */
    private static void assertEnds(RuntimeProcess process, Http http) throws Exception {
        assertThat(http.get("/api/schedules?limit=1").status()).isEqualTo(503);
        assertThat(http.get("/local/topics/notifications/messages").status()).isEqualTo(503);
        assertThat(http.post("/local/clock", "{\"advance\":\"P1D\"}").status()).isEqualTo(503);
        process.stop();
        assertThat(process.endsWithin(PROMPTLY)).as("ends").isTrue();
        assertThat(process.exitCode()).isNotZero();
        List<String> said = process.rest();
        assertThat(said)
                .filteredOn(it -> it.contains("cannot be read or written"))
                .hasSize(1);
        assertThat(said).noneMatch(it -> it.startsWith("\tat ") || it.contains("  error  ") || it.contains("  warn  "));
    }

    @Test
    void creates_are_refused_and_those_before_are_there_after_a_restart() throws Exception {
        int accepted;
        try (RuntimeProcess process = start()) {
            Http http = new Http(process.uri());
            accepted = untilRefused(i -> http.post("/api/schedules", schedule("large-" + i, 100_000)))
                    .size();
            assertThat(accepted).isPositive();
            assertEnds(process, http);
        }

        try (LocalSystem system =
                LocalSystem.open(LocalSettings.inMemory().keptIn(directory).withoutReconciling())) {
            system.runDue();
            for (int i = 0; i < accepted; i++) {
                assertThat(system.store().find(ScheduleName.parse("large-" + i).id()))
                        .as("large-%d", i)
                        .isPresent();
            }
        }
    }

    @Test
    void a_moved_clock_is_refused_when_what_fires_finds_no_room() throws Exception {
        try (RuntimeProcess process = start()) {
            Http http = new Http(process.uri());
            assertThat(http.post("/api/schedules", schedule("hello", 2_000)).status())
                    .isBetween(201, 202);
            untilRefused(i -> http.post("/local/clock", "{\"advance\":\"PT1H\"}"));
            assertEnds(process, http);
        }
    }

    @Test
    void a_message_is_refused_when_the_topic_finds_no_room() throws Exception {
        try (RuntimeProcess process = start()) {
            Http http = new Http(process.uri());
            untilRefused(i -> http.post("/local/topics/web-actions/messages", "x".repeat(200_000)));
            assertEnds(process, http);
        }
    }
}
