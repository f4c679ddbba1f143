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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The dashboard in Chromium, against a local runtime on a manual clock. Skipped if there is no Chromium on the PATH;
 * with {@code REQUIRE_CHROMIUM=true} it fails instead. After each test the console must be free of errors, warnings and
 * violations of the content security policy, and each call must be one that openapi.json documents.
 */
class DashboardIT {
    private static final String TEE_TIME = "sched_bdab65e2dab290db17aff0d9636dd21c";
    private static final String HOSTILE = "<img src=x onerror=alert(1)><b>bold</b>";

    /** The button that confirms a dialog. */
    private static final String CONFIRM = "dialog .buttons.end button:last-child";

    private static Browser browser;

    private LocalRuntime runtime;
    private BrowserPage page;

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

    @AfterAll
    static void stopBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void start() {
        runtime = LocalRuntime.start(
                LocalSettings.inMemory().withSpeed(ClockSpeed.MANUAL).withStart(Instant.parse("2026-11-06T20:00:00Z")),
                0);
        page = browser.open().size(1280, 860).timezone("Europe/Berlin");
    }

    @AfterEach
    void nothing_went_wrong() {
        try {
            assertThat(page.problems()).isEmpty();
            assertThat(undocumented()).isEmpty();
        } finally {
            page.close();
            runtime.close();
        }
    }

    private List<String> undocumented() {
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

    private JsonNode send(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(runtime.uri().resolve(path))
                .method(method, BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .header("Prefer", "wait=10")
                .build();
        try {
            return Json.parse(HttpClient.newHttpClient()
                    .send(request, BodyHandlers.ofString())
                    .body());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private String create(String name, String expression, String more) {
        String body = Json.write(Json.object().put("name", name).put("schedule_expression", expression));
        return send(
                        "POST",
                        "/api/schedules",
                        body.substring(0, body.length() - 1)
                                + ",\"target_type\":\"notification\",\"payload\":{\"message\":\"m\"}" + more + "}")
                .path("schedule_id")
                .asText();
    }

    private void seed() {
        create("daily-pebble-beach-tee-time", "cron(0 6 * * ? *)", ",\"timezone\":\"America/New_York\"");
        create("nightly", "cron(30 2 * * ? *)", ",\"timezone\":\"Europe/Berlin\",\"status\":\"paused\"");
        create(HOSTILE, "rate(1 hour)", ",\"description\":\"<i>markup</i>\"");
        create("x".repeat(100), "cron(0/5 8-17 ? * MON-FRI *)", "");
        send("POST", "/local/clock", "{\"advance\":\"P2D\"}");
    }

    private void go(String hash) {
        page.go(runtime.uri() + "/" + hash);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /                                             | Next hour
            /schedules                                    | 4 schedules
            /schedules?status=paused                      | nightly
            /schedules?search=tee&sort=next               | 1 of 4 match
            /schedules?search=zzz                         | No schedule matches
            /schedules/sched_bdab65e2dab290db17aff0d9636dd21c | It runs next on
            /schedules/sched_bdab65e2dab290db17aff0d9636dd21c?tab=executions | Published
            /schedules/sched_bdab65e2dab290db17aff0d9636dd21c?tab=definition | EventBridge entry
            /schedules/sched_bdab65e2dab290db17aff0d9636dd21c?tab=executions&page=forged | no longer known
            /schedules/sched_0                            | There is no schedule with the id
            /schedules/sched_bdab65e2dab290db17aff0d9636dd21c/edit | At 06:00, every day
            /schedules?group=default                      | 4 of 4 match
            /groups                                       | A group is paused with one write
            /groups/default                               | 3 active, 1 paused.
            /groups/unknown                               | There is no group with the name
            /new                                          | The next ten firings appear here
            /new?starter=summary                          | At 00:00, on Sunday
            /new?starter=__proto__                        | The next ten firings appear here
            /new?starter=weekdays&view=json               | "schedule_expression"
            /time                                         | Inject a fault
            /time?topic=dead-letters                      | No dead letter
            /nowhere                                      | There is no such page
            /schedules/%E0%A4                             | There is no such page
            """)
    void each_address_shows_its_screen_wide_and_narrow_light_and_dark(String address, String text) {
        seed();
        for (int width : new int[] {1280, 375}) {
            try (BrowserPage here = browser.open()) {
                here.size(width, 800)
                        .media("prefers-color-scheme", width > 1000 ? "light" : "dark")
                        .timezone(width > 1000 ? "Europe/Berlin" : "Pacific/Apia")
                        .go(runtime.uri() + "/#" + address);
                if (text.startsWith("\"")) {
                    here.until("document.querySelector('textarea').value.includes('schedule_expression')");
                } else {
                    here.untilText(text);
                }
                check(here, address + " at " + width);
            }
        }
    }

    private static void check(BrowserPage here, String where) {
        assertThat(here.eval("document.documentElement.scrollWidth <= innerWidth")
                        .booleanValue())
                .as(where + ": fits")
                .isTrue();
        assertThat(here.eval("document.querySelectorAll('h1').length").intValue())
                .as(where + ": has one title")
                .isEqualTo(1);
        assertThat(here.eval("document.querySelectorAll('main img, main i, main b').length")
                        .intValue())
                .as(where + ": texts are never markup")
                .isZero();
        assertThat(here.problems()).as(where).isEmpty();
        assertThat(serious(here)).as(where).isEmpty();
    }

    /** Returns axe's findings that are serious or critical. */
    private static List<String> serious(BrowserPage here) {
        here.eval(axe());
        JsonNode found = here.eval("axe.run(document, { resultTypes: ['violations'] }).then(r => r.violations"
                + ".filter(v => ['serious', 'critical'].includes(v.impact))"
                + ".map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 200)).slice(0, 3).join(' | ')))");
        List<String> texts = new ArrayList<>();
        found.forEach(it -> texts.add(it.asText()));
        return texts;
    }

    private static String axe() {
        try (InputStream pom =
                DashboardIT.class.getResourceAsStream("/META-INF/maven/org.webjars.npm/axe-core/pom.properties")) {
            Properties properties = new Properties();
            properties.load(pom);
            String path = "/META-INF/resources/webjars/axe-core/" + properties.getProperty("version") + "/axe.min.js";
            try (InputStream script = DashboardIT.class.getResourceAsStream(path)) {
                return new String(script.readAllBytes(), StandardCharsets.UTF_8) + "; true";
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_new_user_creates_the_first_use_case_moves_a_day_and_sees_it_run() {
        go("");
        page.untilText("No schedules yet").click("main a.card").untilText("At 06:00, every day");
        page.click("Create").untilText("It runs next on").untilText("Created.");
        page.click("Time machine").untilText("Inject a fault").click("+1 d").untilText("The clock is advanced by 1 d");
        page.click("web-actions").untilText("One message");
        page.eval("history.back()");
        page.until("!location.hash.includes('web-actions')");
        go("#/schedules/" + TEE_TIME + "?tab=executions");
        page.untilText("Published")
                .click("li .line")
                .click("Show the published message")
                .untilText("check_and_book_tee_times");
    }

    /** The page shows what the server will do: its ten times are those of the next ten messages. */
    @Test
    void the_ten_firings_of_the_preview_are_those_that_fire() {
        go("#/new?starter=minutes");
        page.untilText("Every 15 minutes");
        page.fill("#schedule_expression", "cron(5/20 1-3 * * ? *)").untilText("at every 20th minute from 5 to 59");
        page.fill("#timezone", "America/New_York")
                .until(
                        "document.querySelector('.firings th').innerText === 'America/New_York' && !document.querySelector('.dimmed')");
        String titles =
                "[...document.querySelectorAll('.firings tbody tr')].map(r => r.cells[0].innerText.slice(5, 23))";
        List<String> shown = new ArrayList<>();
        page.eval(titles).forEach(it -> shown.add(it.asText().strip()));
        page.click("Create").untilText("It runs next on");
        send("POST", "/local/clock", "{\"advance\":\"P5D\"}");
        List<String> fired = new ArrayList<>();
        send("GET", "/local/topics/web-actions/messages", "")
                .path("messages")
                .forEach(it -> fired.add(page.eval(
                                "new Intl.DateTimeFormat('en-GB', { timeZone: 'America/New_York', hourCycle: 'h23', day: 'numeric',"
                                        + " month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' }).format(new Date('"
                                        + it.at("/attributes/scheduled_time").asText() + "'))")
                        .asText()));

        assertThat(shown).hasSize(10);
        assertThat(fired.subList(0, 10)).isEqualTo(shown);
    }

    @Test
    void group_is_created_paused_and_resumed_and_its_member_says_what_holds_it() {
        String id = create("invoices", "cron(0 6 * * ? *)", "");
        go("#/groups");
        page.untilText("default")
                .click("New group")
                .fill("dialog[open] #group-name", "billing")
                .fill("dialog[open] #group-title", "All bills");
        page.click(CONFIRM).untilText("No schedule is in this group");
        go("#/schedules/" + id);
        page.untilText("It runs next on").click("Move…").fill("dialog[open] #move-group", "billing");
        page.click(CONFIRM).untilText("Moved to billing");
        go("#/groups/billing");
        page.untilText("1 active").click("Pause").fill("dialog[open] #pause-reason", "maintenance");
        page.eval("(e => { e.value = '2026-11-09T06:00'; e.dispatchEvent(new Event('input')); })"
                + "(document.querySelector('#pause-until'))");
        page.click(CONFIRM).untilText("Paused since").untilText("maintenance");
        assertThat(send("GET", "/api/groups/billing", "").path("paused_until").asText())
                .isEqualTo("2026-11-09T05:00:00Z");
        go("#/schedules/" + id);
        page.untilText("It does not run, because its group billing is paused until")
                .untilText("held: group paused")
                .untilText("Of the next 30, 2 are held");
        try (BrowserPage narrow = browser.open()) {
            narrow.size(375, 800).go(runtime.uri() + "/#/schedules/" + id);
            narrow.untilText("It does not run, because its group billing");
            check(narrow, "a held schedule");
        }
        page.click("billing").untilText("Held by group").click("Resume").untilText("Its members run");
    }

    @Test
    void schedule_is_paused_until_a_time() {
        go("#/schedules/" + create("until", "cron(0 6 * * ? *)", ""));
        page.untilText("It runs next on").click("Pause until…").until("document.querySelector('dialog[open]')");
        page.eval("(e => { e.value = '2026-11-09T06:00'; e.dispatchEvent(new Event('input')); })"
                + "(document.querySelector('#pause-until'))");
        page.click(CONFIRM).untilText("because it is paused until").untilText("It runs next on");
        page.click("Resume").untilText("Resumed.");
    }

    @Test
    void errors_wait_and_the_last_good_preview_stays() {
        go("#/new?starter=weekdays");
        page.untilText("At 08:30, from Monday to Friday");
        page.fill("#schedule_expression", "cron(0 25 ? * MON/2 *)")
                .until("document.querySelector('.preview.dimmed')")
                .untilText("25 is not in 0-23")
                .untilText("Write MON,WED,FRI instead of MON/2")
                .untilText("At 08:30, from Monday to Friday");
        page.fill("#schedule_expression", "0 6 * * *")
                .click("Use cron(0 6 * * ? *)")
                .untilText("At 06:00, every day");
        page.fill("#timezone", "Mars/Olympus").untilText("Mars/Olympus is not an IANA timezone id");
    }

    @Test
    void errors_of_the_server_are_shown_at_their_fields_and_form_and_json_are_the_same() {
        create("taken", "rate(1 day)", "");
        go("#/new?starter=weekdays");
        page.untilText("At 08:30").fill("#name", "taken").click("Create").untilText("another definition exists");
        page.until("document.querySelector('#name').getAttribute('aria-invalid') === 'true'");
        page.fill("#payload", "{").until("document.querySelector('#payload[aria-invalid=true]')");
        page.fill("#payload", "{\"message\": 5}").click("Create").untilText("must be a string");
        page.click("JSON").until("JSON.parse(document.querySelector('#json').value).payload.message === 5");
        page.fill("#json", "{").untilText("Correct the JSON first");
        page.fill(
                        "#json",
                        "{\"name\":\"from-json\",\"schedule_expression\":\"rate(2 days)\",\"target_type\":\"notification\",\"payload\":{}}")
                .untilText("Every 2 days");
        page.click("Form")
                .until("document.querySelector('#name').value === 'from-json'")
                .click("Create")
                .untilText("Created.");
    }

    @Test
    void a_change_of_someone_else_is_not_overwritten_unawares() {
        String id = create("shared", "rate(1 day)", "");
        go("#/schedules/" + id + "/edit");
        page.untilText("Every day");
        send(
                "PUT",
                "/api/schedules/" + id,
                "{\"schedule_expression\":\"rate(2 days)\",\"target_type\":\"notification\",\"payload\":{\"message\":\"m\"}}");
        page.fill("#schedule_expression", "rate(3 days)")
                .untilText("Every 3 days")
                .click("Save");
        page.untilText("Someone changed this schedule")
                .click("Discard mine, show theirs")
                .untilText("Every 2 days");
        page.fill("#schedule_expression", "rate(4 days)")
                .untilText("Every 4 days")
                .click("Save")
                .untilText("It runs next on");
        assertThat(send("GET", "/api/schedules/" + id, "")
                        .path("schedule_expression")
                        .asText())
                .isEqualTo("rate(4 days)");
    }

    @Test
    void a_pause_and_a_deletion_can_be_undone() {
        String id = create("undo", "cron(0 6 * * ? *)", "");
        go("#/schedules/" + id);
        page.untilText("It runs next on").click("Pause").untilText("because it is paused");
        page.click("Undo").untilText("It runs next on");
        page.click("Delete")
                .until("document.querySelector('dialog[open]')")
                .press("Escape")
                .until("!document.querySelector('dialog')");
        page.click("Delete").click("dialog .button.danger").untilText("because it is deleted");
        page.click("Undo").untilText("It runs next on");
    }

    @Test
    void what_cannot_be_read_is_never_called_well() {
        seed();
        go("");
        page.untilText("Next hour").untilText("attention").until("document.querySelector('.summary.ok')");
        runtime.close();
        page.eval("dispatchEvent(new Event('dashboard:changed'))");
        page.untilText("Not everything could be read").untilText("Stale:");
        assertThat(page.text()).doesNotContain("Nothing needs attention");
    }

    @Test
    void a_fault_shows_as_an_execution_with_attempts() {
        create("faulty", "rate(1 hour)", "");
        go("#/time");
        page.untilText("No fault is set").click("Set").untilText("scheduler to topics (*): throttled, once");
        page.click("+1 h").untilText("The clock is advanced");
        page.click("+1 h").untilText("No fault is set");
        go("#/schedules?search=faulty");
        page.click("faulty").click("Executions").untilText("2 attempts");
    }

    @Test
    void the_page_works_without_a_mouse() {
        seed();
        go("#/schedules/" + TEE_TIME);
        page.untilText("It runs next on");
        List<String> focused = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            page.press("Tab");
            focused.add(page.eval(
                            "(() => { const e = document.activeElement; const s = getComputedStyle(e); return"
                                    + " e === document.body ? '' : (e.innerText || e.getAttribute('aria-label') || e.tagName).trim() + (s.outlineStyle === 'none' ? ' WITHOUT FOCUS MARK' : ''); })()")
                    .asText());
        }

        assertThat(focused)
                .startsWith("Skip to the content")
                .contains("Overview", "Run now", "Pause", "Edit", "Delete", "Executions");
        assertThat(focused).noneMatch(it -> it.endsWith("WITHOUT FOCUS MARK"));
        assertThat(focused).contains("");
    }

    @Test
    void the_page_reads_what_is_on_screen_and_not_more() {
        seed();
        go("#/schedules");
        page.untilText("4 schedules");

        List<String> calls = page.requests().stream()
                .filter(it -> it.contains("/api/") || it.contains("/local/") || it.contains("/health"))
                .toList();
        assertThat(calls).hasSizeLessThanOrEqualTo(6);
        assertThat(page.eval("document.querySelectorAll('*').length").intValue())
                .isLessThan(400);
    }
}
