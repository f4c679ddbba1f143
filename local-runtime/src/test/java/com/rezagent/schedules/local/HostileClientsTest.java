package com.rezagent.schedules.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.local.Http.Response;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that are numerous, slow, malformed or from a foreign origin. */
@Timeout(120)
class HostileClientsTest {
    @AutoClose
    private final SchemaCheckedRuntime runtime = SchemaCheckedRuntime.manual("2025-11-06T20:00:00Z");

    private final Http http = runtime.http();

    @Test
    void an_oversized_body_returns_413_without_a_connection_reset() throws IOException {
        int size = 40 * 1024 * 1024;
        try (Socket socket = http.connect()) {
            Http.write(
                    socket,
                    "POST /api/schedules HTTP/1.1\r\n" + http.host() + "Content-Type: application/json\r\n"
                            + "Connection: close\r\nContent-Length: " + size + "\r\n\r\n");
            byte[] chunk = new byte[1 << 20];
            for (int sent = 0; sent < size; sent += chunk.length) {
                socket.getOutputStream().write(chunk);
            }

            String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(response).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void a_hundred_unfinished_requests_do_not_block_other_clients() throws IOException {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                Socket socket = http.connect();
                slow.add(socket);
                Http.write(socket, "POST /api/schedules HTTP/1.1\r\n" + http.host() + "Content-Length: 100\r\n\r\n{");
            }

            assertThat(http.get("/health").status()).isEqualTo(200);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE\r\n\r\n",
                "GET /local/topics/%zz/messages HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "POST /api/schedules HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
                "POST /api/schedules HTTP/1.1\r\nHost: localhost\r\nContent-Length: many\r\n\r\n"
            })
    void returns_400_for_a_malformed_request_and_keeps_serving(String request) throws IOException {
        assertThat(http.sendRaw(request)).startsWith("HTTP/1.1 400 ");
        assertThat(http.get("/health").status()).isEqualTo(200);
    }

    @Test
    void returns_403_for_a_page_of_another_origin() {
        int port = runtime.uri().getPort();
        for (String origin : List.of(
                "https://example.com",
                "null",
                "http://localhost.example.com",
                "file://",
                "http://localhost:5173",
                "http://localhost",
                "https://localhost:" + port,
                "http://127.0.0.2:" + port)) {
            Response response = http.send(
                    "POST", "/local/topics/schedule-creation/messages", "{\"action\":\"x\"}", "Origin", origin);
            assertThat(response.status()).as(origin).isEqualTo(403);
            assertThat(response.json().path("error").asText()).isEqualTo("forbidden_origin");
            assertThat(response.header("Access-Control-Allow-Origin")).isEmpty();
        }
        assertThat(http.get("/local/topics/schedule-creation/messages").json().path("messages"))
                .isEmpty();

        for (String origin : List.of("http://localhost:" + port, "http://127.0.0.1:" + port, "http://[::1]:" + port)) {
            Response response = http.send("GET", "/health", null, "Origin", origin);
            assertThat(response.status()).as(origin).isEqualTo(200);
            assertThat(response.header("Access-Control-Allow-Origin")).isEmpty();
        }
    }

    /** DNS rebinding: a page whose host name now resolves to 127.0.0.1 has no foreign origin, but the Host header reveals it. */
    @ParameterizedTest
    @ValueSource(strings = {"/api/schedules", "/local/clock", "/local/topics/notifications/messages", "/nowhere"})
    void returns_403_for_another_host_on_any_path(String path) throws IOException {
        String port = ":" + runtime.uri().getPort();
        for (String request : List.of(
                "GET " + path + " HTTP/1.1\r\nHost: evil.example" + port + "\r\n",
                "GET " + path + " HTTP/1.1\r\nHost: localhost.\r\n",
                "GET " + path + " HTTP/1.1\r\n",
                "GET " + path + " HTTP/1.0\r\n",
                "GET " + path + " HTTP/1.1\r\n" + http.host() + "Host: evil.example" + port + "\r\n",
                "GET http://evil.example" + port + path + " HTTP/1.1\r\n" + http.host(),
                "GET http://localhost" + port + path + " HTTP/1.1\r\nHost: evil.example" + port + "\r\n",
                "GET //evil.example" + path + " HTTP/1.1\r\n" + http.host())) {
            String response = http.sendRaw(request + "Connection: close\r\n\r\n");

            assertThat(response).as(request).startsWith("HTTP/1.1 403 ").contains("\"error\":\"forbidden_host\"");
        }
        assertThat(http.sendRaw("GET http://localhost" + port + "/health HTTP/1.1\r\n" + http.host()
                        + "Connection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }
}
