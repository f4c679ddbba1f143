package com.rezagent.schedules.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.LocalRuntime;
import com.rezagent.schedules.local.clock.ClockSpeed;
import com.rezagent.schedules.local.system.LocalSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The local runtime serves the dashboard's files, and nothing else beside its API. */
class DashboardServingTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @AutoClose
    private static final LocalRuntime RUNTIME =
            LocalRuntime.start(LocalSettings.inMemory().withSpeed(ClockSpeed.MANUAL), 0);

    private static HttpResponse<String> send(String method, String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(RUNTIME.uri() + path)).method(method, BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(method + " " + path + " got no response", e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static String importMap(String page) {
        Matcher map = Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL)
                .matcher(page);
        assertThat(map.find()).isTrue();
        return map.group(1);
    }

    @Test
    void the_page_has_a_strict_policy_with_the_hash_of_its_import_map() throws Exception {
        HttpResponse<String> page = send("GET", "/");

        String hash = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256")
                        .digest(importMap(page.body()).getBytes(StandardCharsets.UTF_8)));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(header(page, "Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(header(page, "Content-Security-Policy"))
                .isEqualTo(
                        "default-src 'none'; script-src 'self' 'sha256-" + hash + "'; style-src 'self'; img-src 'self'"
                                + " data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        assertThat(header(page, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(page, "Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(header(page, "Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
        assertThat(header(page, "Cache-Control")).isEqualTo("no-cache");
    }

    /** Follows every reference from the page. */
    @Test
    void every_file_that_the_page_loads_is_served_with_its_type() {
        String page = send("GET", "/").body();
        List<String> queue = new ArrayList<>();
        Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(page).results().forEach(it -> queue.add(it.group(1)));
        JsonNode imports = Json.parse(importMap(page)).path("imports");
        imports.forEach(it -> queue.add(it.asText()));
        Pattern relative = Pattern.compile("from '(\\.[^']+)'");
        for (int i = 0; i < queue.size(); i++) {
            String path = queue.get(i);
            HttpResponse<String> file = send("GET", path);
            assertThat(file.statusCode()).as(path).isEqualTo(200);
            assertThat(header(file, "Content-Type"))
                    .as(path)
                    .isEqualTo(
                            path.endsWith(".js")
                                    ? "text/javascript; charset=utf-8"
                                    : path.endsWith(".css") ? "text/css; charset=utf-8" : "image/svg+xml");
            assertThat(header(file, "Content-Security-Policy")).startsWith("default-src 'none'; ");
            relative.matcher(file.body())
                    .results()
                    .map(it -> URI.create(path).resolve(it.group(1)).toString())
                    .filter(it -> !queue.contains(it))
                    .forEach(queue::add);
        }
        assertThat(queue)
                .hasSizeGreaterThan(20)
                .contains("/dashboard/screens/editor.js", "/dashboard/vendor/preact.js");
    }

    @Test
    void head_returns_the_headers_of_get_without_a_body() {
        HttpResponse<String> get = send("GET", "/dashboard/app.js");
        HttpResponse<String> head = send("HEAD", "/dashboard/app.js");

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(header(head, "ETag")).isNotEmpty().isEqualTo(header(get, "ETag"));
        assertThat(header(head, "Content-Type")).isEqualTo(header(get, "Content-Type"));
    }

    @Test
    void a_file_that_is_known_already_is_not_sent_again() {
        String tag = header(send("GET", "/dashboard/base.css"), "ETag");

        HttpResponse<String> again = send("GET", "/dashboard/base.css", "If-None-Match", "\"other\", " + tag);

        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(send("GET", "/dashboard/base.css", "If-None-Match", "\"other\"")
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"POST,/", "PUT,/dashboard/app.js", "DELETE,/dashboard/", "OPTIONS,/"})
    void other_methods_are_refused(String method, String path) {
        HttpResponse<String> response = send(method, path);

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(header(response, "Allow")).isEqualTo("GET, HEAD");
        assertThat(Json.parse(response.body()).path("error").asText()).isEqualTo("method_not_allowed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/dashboard/",
                "/dashboard/missing.js",
                "/dashboard/index.html",
                "/dashboard/../dashboard/app.js",
                "/dashboard/../../openapi.json",
                "/dashboard/%2e%2e/openapi.json",
                "/dashboard/..%2fopenapi.js",
                "/dashboard/screens//editor.js",
                "/dashboard/app.js/",
                "/dashboard/APP.JS",
                "/dashboard/app.js%00",
                "/dashboard/vendor/other.js",
                "/dashboard/.js",
                "/dashboard//etc/passwd.js",
                "/dashboard/com/rezagent/schedules/local/Main.class"
            })
    void other_paths_are_not_found(String path) {
        HttpResponse<String> response = send("GET", path);

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(header(response, "Content-Type")).isEqualTo("application/json");
        assertThat(Json.parse(response.body()).path("error").asText()).isEqualTo("route_not_found");
    }

    @Test
    void a_page_of_another_origin_cannot_read_it() {
        assertThat(send("GET", "/", "Origin", "http://evil.example").statusCode())
                .isEqualTo(403);
        assertThat(send("GET", "/dashboard/app.js", "Sec-Fetch-Site", "cross-site")
                        .statusCode())
                .isEqualTo(403);
        assertThat(send("GET", "/", "Sec-Fetch-Site", "same-origin").statusCode())
                .isEqualTo(200);
    }

    @Test
    void another_host_name_cannot_read_it() throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getByName("127.0.0.1"), RUNTIME.uri().getPort())) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("forbidden_host");
        }
    }

    @Test
    void the_topics_and_faults_are_listed_for_it() {
        assertThat(Json.parse(send("GET", "/local/topics").body()).path("topics"))
                .extracting(JsonNode::asText)
                .contains("notifications", "schedule-creation", "web-actions");
        assertThat(Json.parse(send("GET", "/local/faults").body()).path("faults"))
                .isEmpty();
    }
}
