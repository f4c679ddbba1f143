package com.rezagent.schedules.figures;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

/** An HTTP client that sends one request after the other. */
final class Client {
    private static final double NANOS_PER_MILLI = 1e6;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;

    Client(URI base) {
        this.base = base;
    }

    /**
     * Posts a request with {@code Prefer: wait=10} and returns the milliseconds until the response.
     *
     * @throws IllegalStateException if the response has another status
     */
    double post(String path, String body, int status) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                .header("Content-Type", "application/json")
                .header("Prefer", "wait=10")
                .POST(BodyPublishers.ofString(body))
                .build();
        long start = System.nanoTime();
        var response = client.send(request, BodyHandlers.ofString());
        double took = (System.nanoTime() - start) / NANOS_PER_MILLI;
        if (response.statusCode() != status) {
            throw new IllegalStateException(path + " returned " + response.statusCode() + ": " + response.body());
        }
        return took;
    }

    /** Returns the body of a create request. */
    static String schedule(String name) {
        return "{\"name\":\"" + name + "\",\"schedule_expression\":\"cron(0 6 * * ? *)\","
                + "\"timezone\":\"America/New_York\",\"target_type\":\"web_action\","
                + "\"payload\":{\"action\":\"check_and_book_tee_times\",\"course_id\":\"pebble-beach\"}}";
    }
}
