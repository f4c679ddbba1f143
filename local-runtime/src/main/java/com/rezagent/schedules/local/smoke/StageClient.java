package com.rezagent.schedules.local.smoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.json.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Sends requests to a stage's API. */
final class StageClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(35);

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(10))
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final URI stage;
    private final Authorization authorization;

    /** @param stage base URL of the API, without a trailing slash */
    StageClient(URI stage, Authorization authorization) {
        this.stage = stage;
        this.authorization = authorization;
    }

    URI stage() {
        return stage;
    }

    /** Returns whether requests are sent with credentials. */
    boolean sendsCredentials() {
        return authorization != Authorization.NONE;
    }

    /**
     * A response.
     *
     * @param json the body; an empty object if the body is not a JSON object
     * @param date the {@code Date} header; empty if it is missing or invalid
     */
    record Reply(int status, JsonNode json, Optional<Instant> date) {
        String text(String field) {
            return json.path(field).asText("");
        }

        /** Returns the status, followed by the error code, or API Gateway's message, and the details. */
        String problem() {
            String code = text("error").isEmpty() ? text("message") : text("error");
            String details = text("details").isEmpty() ? "" : " (" + text("details") + ")";
            return status + (code.isEmpty() ? "" : " " + code) + details;
        }
    }

    /** There was no response. The message is a sentence without its full stop. */
    static final class NoReplyException extends Exception {
        private static final long serialVersionUID = 1L;

        NoReplyException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    Reply get(String path) throws NoReplyException, InterruptedException {
        return send("GET", path, "", Map.of());
    }

    /**
     * Sends a request.
     *
     * @param path path, with or without a query
     * @param body JSON; empty for no body
     * @throws NoReplyException if there was no response; the request may still have taken effect
     */
    Reply send(String method, String path, String body, Map<String, String> headers)
            throws NoReplyException, InterruptedException {
        URI uri = URI.create(stage + path);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        Map<String, String> all = new HashMap<>(headers);
        if (!body.isEmpty()) {
            all.put("Content-Type", "application/json");
        }
        all.putAll(authorization.headers(method, uri, bytes));
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(TIMEOUT)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(bytes));
        all.forEach(request::header);
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Reply(
                    response.statusCode(),
                    parse(response.body()),
                    response.headers().firstValue("Date").flatMap(StageClient::date));
        } catch (IOException e) {
            throw new NoReplyException(reason(e), e);
        }
    }

    private static JsonNode parse(String body) {
        try {
            return Json.parseObject(body);
        } catch (RuntimeException e) {
            return Json.object();
        }
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private String reason(IOException e) {
        for (Throwable it = e; it != null; it = it.getCause()) {
            if (it instanceof UnknownHostException || it instanceof UnresolvedAddressException) {
                return "Unknown host " + stage.getHost() + "; use the URL in the stack's output ApiUrl";
            }
            if (it instanceof SSLException) {
                return stage.getHost() + " has no TLS certificate that this machine trusts";
            }
        }
        if (e instanceof HttpTimeoutException) {
            return stage + " did not respond within " + TIMEOUT.toSeconds() + " seconds";
        }
        return e instanceof ConnectException
                ? "Cannot connect to " + stage + "; check that the stage is running and --stage-url is right"
                : stage + " closed the connection without a response";
    }
}
