package com.rezagent.schedules.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.LocalRuntime;
import com.rezagent.schedules.local.clock.ClockSpeed;
import com.rezagent.schedules.local.system.LocalSettings;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.testing.Repository;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Writes the pictures of docs/dashboard.md; only with {@code -Dpictures=true}, because each machine has other fonts. */
class DashboardPicturesIT {
    private static final int MAX_BYTES = 150_000;
    private static final Path FOLDER = Repository.ROOT.resolve("docs/images");
    private static final String START = "2026-10-21T04:00:00Z";

    @Test
    void writes_the_pictures_of_the_documents() throws Exception {
        Assumptions.assumeTrue(Boolean.getBoolean("pictures"), "Skipped: writes pictures only with -Dpictures=true");
        LocalSettings settings =
                LocalSettings.inMemory().withSpeed(ClockSpeed.MANUAL).withStart(Instant.parse(START));
        try (LocalRuntime runtime = LocalRuntime.start(settings, 0);
                Browser browser = Browser.start(Browser.find().orElseThrow())) {
            seed(runtime);
            BrowserPage page = browser.open().size(1120, 720).timezone("Europe/Berlin");
            page.go(runtime.uri() + "/").untilText("things need attention.").untilText("3 held");
            write(page, "overview");
            // In a page of its own, because a page with unsaved changes asks before it is left.
            try (BrowserPage editor = browser.open().size(1120, 720).timezone("Europe/Berlin")) {
                editor.go(runtime.uri() + "/#/new?starter=weekdays").untilText("from Monday to Friday");
                editor.fill("#schedule_expression", "cron(30 2 ? * SAT-MON *)").untilText("First of two");
                write(editor, "editor");
            }
            page.go(runtime.uri() + "/#/schedules?search=report")
                    .untilText("match")
                    .click(".row a");
            page.untilText("It runs next on").until("document.querySelectorAll('.cell').length > 30");
            write(page, "schedule");
            page.click("Changes").untilText("“one hour later").click(".executions li:nth-child(2) .line");
            page.untilText("Show the definition");
            write(page, "changes");
            page.go(runtime.uri() + "/#/schedules").untilText("11 schedules");
            page.eval("[...document.querySelectorAll('.row input')].slice(0, 3).forEach(it => it.click())");
            page.untilText("3 selected");
            write(page, "schedules");
            page.go(runtime.uri() + "/#/groups/billing").untilText("Held by group");
            write(page, "group");
            page.media("prefers-color-scheme", "dark");
            page.go(runtime.uri() + "/#/time").untilText("scheduler to topics").untilText("newest first");
            write(page, "time-machine");
        }
    }

    private static void write(BrowserPage page, String name) throws IOException {
        // Without the caret, whose blinking would differ.
        page.eval("document.activeElement.blur()");
        page.until("document.fonts.status === 'loaded'");
        Path file = FOLDER.resolve(name + ".png");
        page.picture(file);
        assertThat(Files.size(file)).as(name).isLessThan(MAX_BYTES);
    }

    private static void seed(LocalRuntime runtime) throws Exception {
        Map<String, String> schedules = new LinkedHashMap<>();
        schedules.put("cleanup", "rate(12 hours)");
        schedules.put("payday", "cron(0 9 ? * FRIL *)");
        schedules.put("morning-report", "cron(30 7 ? * MON-FRI *)");
        schedules.put("hourly-sync", "rate(1 hour)");
        schedules.put("daily-pebble-beach-tee-time", "cron(0 6 * * ? *)");
        for (Map.Entry<String, String> it : schedules.entrySet()) {
            send(
                    runtime,
                    "/api/schedules",
                    "{\"name\":\"" + it.getKey() + "\",\"schedule_expression\":\"" + it.getValue()
                            + "\",\"timezone\":\"Europe/Berlin\",\"target_type\":\"notification\",\"payload\":{\"message\":\""
                            + it.getKey() + "\"},\"labels\":{\"team\":\""
                            + (it.getKey().contains("tee") ? "golf" : "office") + "\"}}");
        }
        send(
                runtime,
                "/api/schedules",
                "{\"name\":\"health-check\",\"schedule_expression\":\"rate(15 minutes)\",\"target_type\":\"web_action\",\"payload\":{}}");
        send(
                runtime,
                "/api/schedules",
                "{\"name\":\"stock-import\",\"schedule_expression\":\"rate(6 hours)\",\"target_type\":\"web_action\",\"payload\":{},"
                        + "\"run_policy\":{\"expect_report\":true}}");
        send(
                runtime,
                "/api/schedules",
                "{\"name\":\"nightly-backup\",\"status\":\"paused\",\"schedule_expression\":\"cron(0 3 * * ? *)\",\"target_type\":\"web_action\",\"payload\":{}}");
        send(
                runtime,
                "PUT",
                "/api/groups/billing",
                "{\"title\":\"Billing\",\"defaults\":{\"timezone\":\"Europe/Berlin\"}}");
        for (String name : List.of("invoices", "payment-reminders", "statements")) {
            send(
                    runtime,
                    "/api/schedules",
                    "{\"name\":\"" + name
                            + "\",\"group\":\"billing\",\"schedule_expression\":\""
                            + (name.equals("statements") ? "rate(20 minutes)" : "cron(0 6 * * ? *)")
                            + "\",\"target_type\":\"web_action\",\"payload\":{}}");
        }
        String report = "/api/schedules/" + ScheduleName.parse("morning-report").id();
        send(
                runtime,
                "PUT",
                report,
                "{\"schedule_expression\":\"cron(30 8 ? * MON-FRI *)\",\"timezone\":\"Europe/Berlin\",\"target_type\":\"notification\","
                        + "\"payload\":{\"message\":\"morning-report\"},\"labels\":{\"team\":\"office\"},\"reason\":\"one hour later, as asked\"}");
        send(runtime, report + "/skip", "{\"scheduled_time\":\"2026-10-26T07:30:00Z\",\"reason\":\"bank holiday\"}");
        send(runtime, "/local/clock", "{\"advance\":\"P2DT20H\"}");
        send(
                runtime,
                "/api/groups/billing/pause",
                "{\"until\":\"2026-10-26T06:00:00Z\",\"reason\":\"database migration\"}");
        send(
                runtime,
                "/local/faults",
                "{\"target\":\"topics\",\"caller\":\"scheduler\",\"error\":\"throttled\",\"times\":400}");
        send(runtime, "/local/clock", "{\"advance\":\"PT1H50M\"}");
    }

    private static void send(LocalRuntime runtime, String path, String body) throws Exception {
        send(runtime, "POST", path, body);
    }

    private static void send(LocalRuntime runtime, String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(runtime.uri().resolve(path))
                .method(method, BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .build();
        String response = HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body();
        assertThat(Json.parse(response).has("error")).as(response).isFalse();
    }
}
