package com.rezagent.schedules.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.local.Http.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Concurrent requests over HTTP. */
@Timeout(120)
class ConcurrentClientsTest {
    @AutoClose
    private final SchemaCheckedRuntime runtime = SchemaCheckedRuntime.manual("2025-11-06T20:00:00Z");

    private final Http http = runtime.http();

    @Test
    void concurrent_creates_all_get_a_response_and_create_each_schedule_once() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(32);
        try {
            List<Future<Response>> responses = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                String body = "{\"name\":\"name-" + i % 10
                        + "\",\"schedule_expression\":\"cron(0 6 * * ? *)\",\"target_type\":\"web_action\",\"payload\":{}}";
                responses.add(clients.submit(() -> http.send("POST", "/api/schedules", body, "Prefer", "wait=10")));
            }
            Map<Integer, Integer> counts = new TreeMap<>();
            for (Future<Response> response : responses) {
                counts.merge(response.get().status(), 1, Integer::sum);
            }

            assertThat(counts.keySet()).isSubsetOf(200, 201);
            assertThat(http.get("/api/schedules").json().path("schedules"))
                    .hasSize(10)
                    .allSatisfy(it -> assertThat(it.path("version").asInt()).isEqualTo(1));
            assertThat(http.get("/local/engine/schedules").json().path("schedules"))
                    .hasSize(10);
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void concurrent_clock_advances_add_up_and_firings_stay_in_order() throws Exception {
        http.send(
                "POST",
                "/api/schedules",
                "{\"name\":\"hourly\",\"schedule_expression\":\"cron(0 * * * ? *)\",\"target_type\":\"web_action\",\"payload\":{}}",
                "Prefer",
                "wait=10");
        ExecutorService clients = Executors.newFixedThreadPool(4);
        try {
            List<Future<String>> reached = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                reached.add(clients.submit(() -> http.post("/local/clock", "{\"advance\":\"PT6H\"}")
                        .json()
                        .path("now")
                        .asText()));
            }
            List<String> times = new ArrayList<>();
            for (Future<String> time : reached) {
                times.add(time.get());
            }
            assertThat(times)
                    .containsExactlyInAnyOrder(
                            "2025-11-07T02:00:00Z",
                            "2025-11-07T08:00:00Z",
                            "2025-11-07T14:00:00Z",
                            "2025-11-07T20:00:00Z");
        } finally {
            clients.shutdownNow();
        }
        List<String> fired = new ArrayList<>();
        http.get("/local/topics/web-actions/messages")
                .json()
                .path("messages")
                .forEach(it ->
                        fired.add(it.path("attributes").path("scheduled_time").asText()));
        assertThat(fired).hasSize(24).isSorted().doesNotHaveDuplicates();
    }
}
