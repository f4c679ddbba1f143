package com.rezagent.schedules.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.contract.Exchange;
import com.rezagent.schedules.contract.OpenApi;
import com.rezagent.schedules.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** HTTP client of a local runtime. Validates each API response against openapi.json. */
final class Http {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final OpenApi OPEN_API = OpenApi.shipped();

    /** Headers of the transport, which openapi.json does not describe. */
    private static final Set<String> TRANSPORT_HEADERS = Set.of("connection", "content-length", "date", ":status");

    private final URI base;

    Http(URI base) {
        this.base = base;
    }

    URI uri(String path) {
        return base.resolve(path);
    }

    record Response(HttpResponse<String> response) {
        int status() {
            return response.statusCode();
        }

        JsonNode json() {
            return Json.parse(response.body());
        }

        /** Returns whether the response is an error of API Gateway, because the function was not invoked or crashed. */
        boolean isGatewayError() {
            return status() >= 400
                    && !response.body().isEmpty()
                    && !Json.parseObject(response.body()).has("error");
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    Response get(String path) {
        return send("GET", path, null);
    }

    Response post(String path, String body) {
        return send("POST", path, body);
    }

    Response sendAs(String contentType, String method, String path, String body) {
        return read(method, path, body, "Content-Type", contentType);
    }

    Response send(String method, String path, String body, String... headers) {
        Stream<String> type = body == null ? Stream.of() : Stream.of("Content-Type", "application/json");
        return read(method, path, body, Stream.concat(Stream.of(headers), type).toArray(String[]::new));
    }

    /** Creates a schedule, waits until it is active, and returns it. */
    JsonNode created(String body) {
        Response response = send("POST", "/api/schedules", body, "Prefer", "wait=10");
        assertThat(response.status()).as(response.response().body()).isEqualTo(201);
        return response.json();
    }

    /** Advances a manual clock by an ISO-8601 duration, and runs everything that is due, such as published commands. */
    void advance(String by) {
        assertThat(post("/local/clock", "{\"advance\":\"" + by + "\"}").status())
                .isEqualTo(200);
    }

    /** Returns the messages that a topic has received, oldest first. */
    JsonNode messages(String topic) {
        return get("/local/topics/" + topic + "/messages").json().path("messages");
    }

    /** Opens a connection for bytes that are no valid request. */
    Socket connect() throws IOException {
        return new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), base.getPort());
    }

    /** Returns the header of the host that the runtime serves. */
    String host() {
        return "Host: localhost:" + base.getPort() + "\r\n";
    }

    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a text as it is, but with the port of the host localhost, and returns everything that comes back. */
    String sendRaw(String request) throws IOException {
        try (Socket socket = connect()) {
            write(socket, request.replace("Host: localhost\r\n", host()));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Response read(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            Response response = new Response(CLIENT.send(request.build(), BodyHandlers.ofString()));
            if (!path.equals("/local") && !path.startsWith("/local/")) {
                validate(response, exchange(response.response(), body == null ? "" : body));
            }
            return response;
        } catch (IOException e) {
            throw new AssertionError(method + " " + path + " got no response", e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void validate(Response response, Exchange exchange) {
        if (response.isGatewayError()) {
            OpenApi.check(
                    OPEN_API.document().violations("/components/schemas/GatewayError", response.json()), exchange);
        } else {
            OPEN_API.check(exchange);
        }
    }

    private static Exchange exchange(HttpResponse<String> response, String body) {
        HttpRequest request = response.request();
        Map<String, String> responseHeaders = joinedValues(response.headers());
        responseHeaders.keySet().removeAll(TRANSPORT_HEADERS);
        return new Exchange(
                request.method(),
                request.uri().getRawPath(),
                Objects.requireNonNullElse(request.uri().getRawQuery(), ""),
                joinedValues(request.headers()),
                body,
                response.statusCode(),
                responseHeaders,
                response.body());
    }

    private static Map<String, String> joinedValues(HttpHeaders headers) {
        Map<String, String> joinedValues = new HashMap<>();
        headers.map().forEach((name, values) -> joinedValues.put(name, String.join(",", values)));
        return joinedValues;
    }
}
