package com.rezagent.schedules.figures;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

/** One who asks over HTTP, one request after the other. */
final class Client {
    private static final double NANOS_PER_MILLI = 1e6;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;

    Client(URI base) {
        this.base = base;
    }

    /** The milliseconds until the answer, which must have that status; a create is waited for, as long as it takes. */
    double post(String path, String body, int status) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                .header("Content-Type", "application/json")
                .header("Prefer", "wait=10")
                .POST(BodyPublishers.ofString(body))
                .build();
        long began = System.nanoTime();
        var answer = client.send(request, BodyHandlers.ofString());
        double took = (System.nanoTime() - began) / NANOS_PER_MILLI;
        if (answer.statusCode() != status) {
            throw new IllegalStateException(path + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return took;
    }

    /** A create's body. */
    static String schedule(String name) {
        return "{\"name\":\"" + name + "\",\"schedule_expression\":\"cron(0 6 * * ? *)\","
                + "\"timezone\":\"America/New_York\",\"target_type\":\"web_action\","
                + "\"payload\":{\"action\":\"check_and_book_tee_times\",\"course_id\":\"pebble-beach\"}}";
    }
}
