package com.rezagent.schedules.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.testing.RuntimeProcess;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a runtime with a fast clock repeatedly during requests. The clock never shows an earlier time than any response
 * before the kill, and nothing accepted is lost. {@code -Dkills=200} sets the number of kills, {@code -Dseed=N} repeats
 * a run.
 */
class KilledProcessTest {
    private static final int KILLS = Integer.getInteger("kills", 3);
    private static final int MAX_REQUESTS = 12;
    private static final Pattern INSTANT =
            Pattern.compile("\"(now|created_at|updated_at|last_triggered|finished_at|received_at)\":\"([^\"]+Z)\"");

    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<String> accepted = new ArrayList<>();
    private final List<Triggered> triggered = new ArrayList<>();
    private Instant latest = Instant.MIN;
    private int triggers;

    private record Triggered(String schedule, String execution) {}

    @Test
    @Timeout(3_600)
    void the_clock_never_goes_back_and_nothing_accepted_is_lost() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("KilledProcessTest: -Dkills=" + KILLS + " -Dseed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < KILLS; i++) {
            try (RuntimeProcess process =
                    Runtimes.start("--data", directory.toString(), "--port", "0", "--clock-speed", "120")) {
                Http http = new Http(process.uri());
                checkAll(http, "after " + i + " kills");
                sendRequests(http, i, random);
            }
        }
        try (RuntimeProcess process =
                Runtimes.start("--data", directory.toString(), "--port", "0", "--clock-speed", "120")) {
            checkAll(new Http(process.uri()), "at the end");
        }
        System.out.println("KilledProcessTest: " + accepted.size() + " schedules and " + triggers
                + " triggers were accepted, and " + latest + " was the latest time seen");
    }

    private void checkAll(Http http, String when) {
        Instant first =
                Instant.parse(http.get("/local/clock").json().path("now").asText());
        assertThat(first).as("the clock %s", when).isAfterOrEqualTo(latest);
        for (String id : accepted) {
            assertThat(http.get("/api/schedules/" + id).status())
                    .as("%s %s", id, when)
                    .isEqualTo(200);
        }
        http.post("/local/clock", "{\"advance\":\"PT1S\"}");
        for (Triggered each : triggered) {
            JsonNode executions = http.get("/api/schedules/" + each.schedule + "/executions?limit=100")
                    .json()
                    .path("executions");
            assertThat(executions.findValuesAsText("execution_id"))
                    .as("the trigger of %s %s", each.schedule, when)
                    .contains(each.execution);
        }
        // Older executions move beyond the first page of the history.
        triggered.clear();
    }

    /** Sends random requests. Does not wait for the last one, so that the process is killed while handling it. */
    private void sendRequests(Http http, int round, Random random) throws InterruptedException {
        int requests = 1 + random.nextInt(MAX_REQUESTS);
        for (int i = 0; i < requests; i++) {
            Http.Response response;
            if (accepted.isEmpty() || random.nextInt(3) == 0) {
                response = http.send("POST", "/api/schedules", schedule(round + "-" + i), "Prefer", "wait=0");
                assertThat(response.status()).isBetween(201, 202);
                accepted.add(response.json().path("schedule_id").asText());
            } else {
                String id = accepted.get(random.nextInt(accepted.size()));
                response = switch (random.nextInt(4)) {
                    case 0 -> http.get("/local/clock");
                    case 1 -> http.get("/local/topics/notifications/messages");
                    case 2 -> http.get("/api/schedules/" + id + "/executions");
                    default -> trigger(http, id);
                };
            }
            recordTimes(response.response().body());
        }
        var unused = client.sendAsync(
                HttpRequest.newBuilder(http.uri("/api/schedules"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(schedule(round + "-cut-off")))
                        .build(),
                BodyHandlers.discarding());
    }

    private Http.Response trigger(Http http, String id) {
        Http.Response response = http.send("POST", "/api/schedules/" + id + "/trigger", null);
        // The schedule may not exist yet, because its create did not wait.
        if (response.status() == 202) {
            triggers++;
            triggered.add(new Triggered(id, response.json().path("execution_id").asText()));
        }
        return response;
    }

    private void recordTimes(String body) {
        Matcher instants = INSTANT.matcher(body.replace("\\\"", ""));
        while (instants.find()) {
            Instant instant = Instant.parse(instants.group(2));
            latest = instant.isAfter(latest) ? instant : latest;
        }
    }

    private static String schedule(String name) {
        return "{\"name\":\"killed-" + name + "\",\"schedule_expression\":\"rate(1 hour)\",\"target_type\":"
                + "\"notification\",\"payload\":{\"message\":\"Hello\"}}";
    }
}
