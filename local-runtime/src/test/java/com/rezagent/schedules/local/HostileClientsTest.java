package com.rezagent.schedules.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rezagent.schedules.local.Http.Response;
import com.rezagent.schedules.local.clock.ClockSpeed;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that are numerous, slow, malformed or from a foreign origin. */
@Timeout(120)
class HostileClientsTest {
    private static final byte[] IPV6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    private final SchemaCheckedRuntime runtime = SchemaCheckedRuntime.start(
            LocalSettings.inMemory().withSpeed(ClockSpeed.MANUAL).withStart(Instant.parse("2025-11-06T20:00:00Z")));
    private final Http http = runtime.http();

    @AfterEach
    void close() {
        runtime.close();
    }

    private Socket connect() throws IOException {
        return new Socket(
                InetAddress.getByAddress(new byte[] {127, 0, 0, 1}),
                runtime.uri().getPort());
    }

    private String host() {
        return "Host: localhost:" + runtime.uri().getPort() + "\r\n";
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private String exchange(String request) throws IOException {
        try (Socket socket = connect()) {
            write(socket, request.replace("Host: localhost\r\n", host()));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void an_oversized_body_returns_413_without_a_connection_reset() throws IOException {
        int size = 40 * 1024 * 1024;
        try (Socket socket = connect()) {
            write(
                    socket,
                    "POST /api/schedules HTTP/1.1\r\n" + host() + "Content-Type: application/json\r\n"
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
                Socket socket = connect();
                slow.add(socket);
                write(socket, "POST /api/schedules HTTP/1.1\r\n" + host() + "Content-Length: 100\r\n\r\n{");
            }

            assertThat(http.get("/health").status()).isEqualTo(200);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE\r\n\r\n",
                "GET /local/topics/%zz/messages HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "POST /api/schedules HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
                "POST /api/schedules HTTP/1.1\r\nHost: localhost\r\nContent-Length: many\r\n\r\n"
            })
    void returns_400_for_a_malformed_request_and_keeps_serving(String request) throws IOException {
        assertThat(exchange(request)).startsWith("HTTP/1.1 400 ");
        assertThat(http.get("/health").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/local/topics/..%2F..%2Fclock/messages",
                "/local/topics/%2e%2e/messages",
                "/local/topics/arn:aws:sns:us-east-1:000000000000:unknown/messages",
                "/local/topics/web-actions%00/messages",
                "/local/topics/WEB-ACTIONS/messages"
            })
    void returns_404_for_an_unknown_topic_and_lists_the_known_ones(String path) {
        for (String method : List.of("GET", "POST")) {
            Response response = http.send(method, path, method.equals("POST") ? "x" : null);

            assertThat(response.status()).isEqualTo(404);
            assertThat(response.json().path("error").asText()).isEqualTo("route_not_found");
            assertThat(response.json().path("details").asText())
                    .contains("schedule-creation, web-actions, notifications, " + LocalSettings.SAMPLE_TOPIC);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/local/topics//messages", "/local", "/local/unknown", "/local/engine/schedules/a/b"})
    void returns_404_for_an_unknown_local_route_and_lists_the_known_ones(String path) {
        for (String method : List.of("GET", "POST")) {
            Response response = http.send(method, path, method.equals("POST") ? "x" : null);

            assertThat(response.status()).isEqualTo(404);
            assertThat(response.json().path("error").asText()).isEqualTo("route_not_found");
            assertThat(response.json().path("details").asText()).contains("topics/{topic}/messages, clock");
        }
    }

    @Test
    void a_connection_is_reused_after_get_and_head() throws IOException {
        String responses = exchange("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
                + "HEAD /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
                + "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(responses.split("HTTP/1.1 200 OK", -1)).as("three responses").hasSize(4);
        assertThat(responses.split("\\{\"status\":\"ok\"", -1)).as("two bodies").hasSize(3);
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
                "GET " + path + " HTTP/1.1\r\n" + host() + "Host: evil.example" + port + "\r\n",
                "GET http://evil.example" + port + path + " HTTP/1.1\r\n" + host(),
                "GET http://localhost" + port + path + " HTTP/1.1\r\nHost: evil.example" + port + "\r\n",
                "GET //evil.example" + path + " HTTP/1.1\r\n" + host())) {
            String response = exchange(request + "Connection: close\r\n\r\n");

            assertThat(response).as(request).startsWith("HTTP/1.1 403 ").contains("\"error\":\"forbidden_host\"");
        }
        assertThat(exchange(
                        "GET http://localhost" + port + "/health HTTP/1.1\r\n" + host() + "Connection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void listens_on_both_addresses_of_localhost() throws IOException {
        int port = runtime.uri().getPort();
        List<InetAddress> addresses = new ArrayList<>(List.of(InetAddress.getByAddress(new byte[] {127, 0, 0, 1})));
        if (hasIpv6()) {
            addresses.add(InetAddress.getByAddress(IPV6));
        }
        for (InetAddress address : addresses) {
            String name = address instanceof Inet4Address ? "127.0.0.1" : "[::1]";
            try (Socket socket = new Socket(address, port)) {
                write(socket, "GET /health HTTP/1.1\r\nHost: " + name + ":" + port + "\r\nConnection: close\r\n\r\n");

                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .startsWith("HTTP/1.1 200 ");
            }
        }
    }

    private static boolean hasIpv6() throws IOException {
        for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            for (InetAddress address : Collections.list(network.getInetAddresses())) {
                if (!(address instanceof Inet4Address) && address.isLoopbackAddress()) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void listens_on_loopback_addresses_only() throws IOException {
        for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            for (InetAddress address : Collections.list(network.getInetAddresses())) {
                if (!address.isLoopbackAddress()) {
                    assertThatThrownBy(() -> {
                                try (Socket socket = new Socket()) {
                                    socket.connect(
                                            new InetSocketAddress(
                                                    address, runtime.uri().getPort()),
                                            2_000);
                                }
                            })
                            .as("from " + address)
                            .isInstanceOf(IOException.class);
                }
            }
        }
        try (Socket socket = connect();
                InputStream input = socket.getInputStream()) {
            write(socket, "GET /health HTTP/1.1\r\n" + host() + "Connection: close\r\n\r\n");
            assertThat(input.readAllBytes()).isNotEmpty();
        }
    }
}
