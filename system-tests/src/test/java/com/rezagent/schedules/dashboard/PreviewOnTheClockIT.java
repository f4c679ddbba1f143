package com.rezagent.schedules.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The ten firings that the editor shows are the first ten that run, for random expressions in timezones whose clocks change
 * meanwhile. {@code -Ddashboard.expressions=200} checks as many, {@code -Ddashboard.seed} others.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PreviewOnTheClockIT extends DashboardSession {
    private static final Instant START = Instant.parse("2026-10-20T06:00:00Z");
    private static final int DAYS = 40;
    private static final int FIRINGS = 10;
    private static final List<String> TIMEZONES = List.of(
            "Europe/Berlin",
            "America/New_York",
            "Europe/London",
            "America/St_Johns",
            "UTC",
            "Atlantic/Azores",
            "America/Santiago",
            "Asia/Kolkata",
            "Europe/Lisbon",
            "America/Los_Angeles",
            "Australia/Lord_Howe",
            "Africa/Cairo");
    private static final DateTimeFormatter SHOWN =
            DateTimeFormatter.ofPattern("EEE, d MMM uuuu, HH:mm XXX", Locale.ENGLISH);

    private final int expressions = Integer.getInteger("dashboard.expressions", 6);
    private final long seed = Long.getLong("dashboard.seed", 20261120L);
    private final SplittableRandom random = new SplittableRandom(seed);

    @BeforeAll
    void start() {
        startRuntime(START);
    }

    private record Case(String expression, String timezone, String id, List<Instant> shown) {}

    @Test
    void the_ten_firings_shown_are_the_first_ten_that_run() {
        System.out.println("PreviewOnTheClockIT: -Ddashboard.expressions=" + expressions + " -Ddashboard.seed=" + seed);
        List<Case> cases = new ArrayList<>();
        try (BrowserPage page = browser.open().size(1280, 860).timezone("Europe/Berlin")) {
            page.go(runtime.uri() + "/#/new?starter=minutes").untilText("Every 15 minutes");
            for (int i = 0; i < expressions; i++) {
                String expression = expression();
                // Each has another timezone than the one before, so the table shows which it is about.
                String timezone = TIMEZONES.get(i % TIMEZONES.size());
                page.fill("#schedule_expression", expression).fill("#timezone", timezone);
                page.until("document.querySelector('.firings th').innerText === '" + timezone
                        + "' && !document.querySelector('.dimmed')");
                String id = create("case " + i, expression, ",\"timezone\":\"" + timezone + "\"");
                cases.add(new Case(expression, timezone, id, shown(page)));
            }
            assertThat(page.problems()).isEmpty();
        }
        send("POST", "/local/clock", "{\"advance\":\"P" + DAYS + "D\"}");

        for (Case it : cases) {
            assertThat(executed(it)).as(it.toString()).isEqualTo(it.shown);
        }
    }

    private static List<Instant> shown(BrowserPage page) {
        List<Instant> times = new ArrayList<>();
        page.eval(
                        "[...document.querySelectorAll('.firings tbody tr')].filter(r => r.cells[1].innerText.includes('runs'))"
                                + ".map(r => r.cells[0].innerText.trim())")
                .forEach(it -> times.add(OffsetDateTime.parse(it.asText().replace(" UTC", " Z"), SHOWN)
                        .toInstant()));
        assertThat(times).hasSize(FIRINGS);
        return times;
    }

    private List<Instant> executed(Case it) {
        List<Instant> times = new ArrayList<>();
        Instant end = it.shown.get(FIRINGS - 1).plusSeconds(1);
        for (JsonNode execution : send("GET", "/api/schedules/" + it.id + "/executions?limit=100&to=" + end, "")
                .path("executions")) {
            assertThat(execution.path("outcome").asText()).isEqualTo("published");
            times.add(Instant.parse(execution.path("scheduled_time").asText()));
        }
        Collections.reverse(times);
        return times;
    }

    /** Returns an expression with at least ten firings in 40 days. */
    private String expression() {
        String minute = one("0", "30", "5,35", "0/20", "10-12", "59");
        String hour = one("*", "0/6", "1,2,3", "2", "0-3", "1-23/2", "9-17", "23");
        String day = one("* * ?", "? * MON-FRI", "? * SUN,SAT,MON", "? * *", "1/3 * ?", "? * SUN-TUE");
        return switch (random.nextInt(6)) {
            case 0 -> "rate(" + (1 + random.nextInt(90)) + " hours)";
            case 1 -> "rate(" + (61 + random.nextInt(600)) + " minutes)";
            default -> "cron(" + minute + " " + hour + " " + day + " *)";
        };
    }

    private String one(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
