package com.rezagent.schedules.local;

import com.rezagent.schedules.local.clock.ClockSpeed;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;

/**
 * Takes one schedule through a system of its own, in memory, and throws both away: what a JVM does for the first time
 * takes it longer than the API's wait, and the first create of a newcomer should be seen active like any later one.
 */
final class WarmUp {
    private static final String SCHEDULE = "{\"name\":\"rehearsal\",\"schedule_expression\":\"rate(1 minute)\","
            + "\"target_type\":\"notification\",\"payload\":{\"message\":\"Hello\"}}";

    private WarmUp() {}

    /** Begins it, and does not wait for its end. */
    static void begin() {
        Thread thread = new Thread(
                () -> {
                    try {
                        play();
                    } catch (IOException e) {
                        // The system that people use is none the worse for it; their first request is a little slower.
                        return;
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "rehearsal");
        thread.setDaemon(true);
        thread.start();
    }

    /** @return the status with which the create was answered */
    static int play() throws IOException, InterruptedException {
        LocalSettings settings = LocalSettings.inMemory()
                .at(ClockSpeed.MANUAL)
                .startingAt(Instant.EPOCH)
                .withoutReconciling();
        try (LocalRuntime runtime = LocalRuntime.start(settings, 0)) {
            HttpClient client = HttpClient.newHttpClient();
            URI schedules = runtime.uri().resolve("/api/schedules");
            int status = client.send(create(schedules), HttpResponse.BodyHandlers.ofString())
                    .statusCode();
            client.send(HttpRequest.newBuilder(schedules).build(), HttpResponse.BodyHandlers.discarding());
            return status;
        }
    }

    private static HttpRequest create(URI schedules) {
        return HttpRequest.newBuilder(schedules)
                .header("Content-Type", "application/json")
                .header("Prefer", "wait=10")
                .POST(HttpRequest.BodyPublishers.ofString(SCHEDULE))
                .build();
    }
}
