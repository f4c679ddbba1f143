package com.rezagent.schedules.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;

/** Sends requests to a local runtime. */
final class Http {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final URI base;

    Http(URI base) {
        this.base = base;
    }

    record Answer(HttpResponse<String> response) {
        int status() {
            return response.statusCode();
        }

        JsonNode json() {
            return Json.parse(response.body());
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    Answer get(String path) {
        return send("GET", path, null);
    }

    Answer post(String path, String body) {
        return send("POST", path, body);
    }

    Answer sendAs(String contentType, String method, String path, String body) {
        return answer(method, path, body, "Content-Type", contentType);
    }

    Answer send(String method, String path, String body, String... headers) {
        if (body == null) {
            return answer(method, path, null, headers);
        }
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = "application/json";
        return answer(method, path, body, all);
    }

    private Answer answer(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return new Answer(CLIENT.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new AssertionError(method + " " + path + " had no answer", e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
