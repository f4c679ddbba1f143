package com.rezagent.schedules.local;

import com.rezagent.schedules.local.clock.ClockSpeed;
import com.rezagent.schedules.local.system.LocalSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;

/**
 * Warms up the JVM: creates one schedule in a separate in-memory system, which is then discarded. Without it, class
 * loading and JIT compilation take longer than the API's wait, so the user's first create would return before the
 * schedule is active.
 */
final class WarmUp {
    private static final String SCHEDULE = "{\"name\":\"warm-up\",\"schedule_expression\":\"rate(1 minute)\","
            + "\"target_type\":\"notification\",\"payload\":{\"message\":\"Hello\"}}";

    private WarmUp() {}

    /** Starts the warm-up in the background and returns immediately. */
    static void start() {
        Thread thread = new Thread(
                () -> {
                    try {
                        run();
                    } catch (IOException e) {
                        // Harmless: only the user's first request is slower.
                        return;
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    /** Runs the warm-up and returns the HTTP status of the create. */
    static int run() throws IOException, InterruptedException {
        LocalSettings settings = LocalSettings.inMemory()
                .withSpeed(ClockSpeed.MANUAL)
                .withStart(Instant.EPOCH)
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
