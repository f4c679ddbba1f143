package com.rezagent.schedules.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.contract.OpenApi;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.LocalRuntime;
import com.rezagent.schedules.local.clock.ClockSpeed;
import com.rezagent.schedules.local.system.LocalSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;

/**
 * A local runtime on a manual clock with its dashboard in Chromium. Skipped if there is no Chromium on the PATH; with
 * {@code REQUIRE_CHROMIUM=true} it fails instead.
 */
abstract class DashboardSession {
    static final String TEE_TIME = "sched_bdab65e2dab290db17aff0d9636dd21c";
    private static final String HOSTILE = "<img src=x onerror=alert(1)><b>bold</b>";

    @AutoClose
    static Browser browser;

    @AutoClose
    LocalRuntime runtime;

    @BeforeAll
    static void startBrowser() {
        boolean isRequired = Boolean.parseBoolean(System.getenv("REQUIRE_CHROMIUM"));
        Optional<Path> executable = Browser.find();
        if (executable.isEmpty() && isRequired) {
            throw new IllegalStateException("REQUIRE_CHROMIUM: no chromium on the PATH");
        }
        Assumptions.assumeTrue(executable.isPresent(), "Skipped: no chromium on the PATH");
        browser = Browser.start(executable.get());
    }

    final void startRuntime() {
        startRuntime(Instant.parse("2026-11-06T20:00:00Z"));
    }

    final void startRuntime(Instant time) {
        runtime = LocalRuntime.start(
                LocalSettings.inMemory().withSpeed(ClockSpeed.MANUAL).withStart(time), 0);
    }

    /** Returns the calls of a page that openapi.json does not document. */
    final List<String> undocumented(BrowserPage page) {
        TreeSet<String> calls = new TreeSet<>();
        for (String request : page.requests()) {
            String[] parts = request.split(" ", 2);
            URI uri = URI.create(parts[1]);
            if (uri.getScheme().equals("data")) {
                // Chromium draws the icon of a date field from one.
                continue;
            }
            if (!uri.getScheme().equals("http")
                    || !uri.getAuthority().equals(runtime.uri().getAuthority())) {
                calls.add("to another origin: " + request);
            } else if (uri.getRawPath().startsWith("/api/") || uri.getRawPath().equals("/health")) {
                calls.add(parts[0] + " " + uri.getRawPath());
            }
        }
        List<OpenApi.Operation> operations = OpenApi.shipped().operations();
        return calls.stream()
                .filter(call -> operations.stream()
                        .noneMatch(it -> call.matches(it.toString().replaceAll("\\{[a-z_]+}", "[^/]+"))))
                .toList();
    }

    final JsonNode send(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(runtime.uri().resolve(path))
                .method(method, BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .header("Prefer", "wait=10")
                .build();
        try {
            return Json.parse(HttpClient.newHttpClient()
                    .send(request, BodyHandlers.ofString())
                    .body());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    final String create(String name, String expression, String more) {
        String body = Json.write(Json.object().put("name", name).put("schedule_expression", expression));
        return send(
                        "POST",
                        "/api/schedules",
                        body.substring(0, body.length() - 1)
                                + ",\"target_type\":\"notification\",\"payload\":{\"message\":\"m\"}" + more + "}")
                .path("schedule_id")
                .asText();
    }

    final void seed() {
        create("daily-pebble-beach-tee-time", "cron(0 6 * * ? *)", ",\"timezone\":\"America/New_York\"");
        create("nightly", "cron(30 2 * * ? *)", ",\"timezone\":\"Europe/Berlin\",\"status\":\"paused\"");
        create(HOSTILE, "rate(1 hour)", ",\"description\":\"<i>markup</i>\"");
        create("x".repeat(100), "cron(0/5 8-17 ? * MON-FRI *)", "");
        send("POST", "/local/clock", "{\"advance\":\"P2D\"}");
    }

    /** Checks what holds for every screen. */
    static void check(BrowserPage here, String where) {
        // While a color changes, its contrast is not the one that is read.
        here.until("document.getAnimations().every(it => it.playState !== 'running')");
        Map.of(
                        "fits", "document.documentElement.scrollWidth <= innerWidth",
                        "has one title", "document.querySelectorAll('h1').length === 1",
                        "texts are never markup", "!document.querySelector('main img, main i, main b')")
                .forEach((what, condition) -> assertThat(here.eval(condition).booleanValue())
                        .as(where + ": " + what)
                        .isTrue());
        assertThat(here.problems()).as(where).isEmpty();
        assertThat(serious(here)).as(where).isEmpty();
    }

    /** Returns axe's findings that are serious or critical. */
    private static List<String> serious(BrowserPage here) {
        here.eval(axe());
        JsonNode found =
                here.eval("axe.run(document, { preload: false, resultTypes: ['violations'] }).then(r => r.violations"
                        + ".filter(v => ['serious', 'critical'].includes(v.impact))"
                        + ".map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 200)).slice(0, 3).join(' | ')))");
        return found.valueStream().map(JsonNode::asText).toList();
    }

    private static String axe() {
        try (InputStream pom =
                DashboardSession.class.getResourceAsStream("/META-INF/maven/org.webjars.npm/axe-core/pom.properties")) {
            Properties properties = new Properties();
            properties.load(pom);
            String path = "/META-INF/resources/webjars/axe-core/" + properties.getProperty("version") + "/axe.min.js";
            try (InputStream script = DashboardSession.class.getResourceAsStream(path)) {
                return new String(script.readAllBytes(), StandardCharsets.UTF_8) + "; true";
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
