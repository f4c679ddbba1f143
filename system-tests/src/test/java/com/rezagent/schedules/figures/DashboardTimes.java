package com.rezagent.schedules.figures;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.dashboard.Browser;
import com.rezagent.schedules.dashboard.BrowserPage;
import com.rezagent.schedules.local.LocalRuntime;
import com.rezagent.schedules.local.clock.ClockSpeed;
import com.rezagent.schedules.local.system.LocalSettings;
import java.time.Instant;

/**
 * What people wait for in the dashboard, measured in Chromium with the page's own clock. The baselines are the smallest
 * request of the same page, and the same list with few rows.
 *
 * @param many rows of the long list
 * @param few rows of the short list
 * @param members schedules of the month
 */
record DashboardTimes(int many, int few, int members, int samples) implements Measurement {
    private static final Instant BEGIN = Instant.parse("2026-11-06T20:00:00Z");
    private static final String MONTH = "/api/timeline?group=default&from=2026-11-06T20:00:00Z&to=2026-12-06T20:00:00Z";

    /** Returns a promise of the milliseconds of each call of a function with the numbers from 0. */
    private static final String TIMES =
            "(async (run, n) => { const all = []; for (let i = 0; i < n; i++) { const start ="
                    + " performance.now(); await run(i); all.push(performance.now() - start); } return all; })";

    private static final String EXPLAIN = "async i => (await fetch('/api/expressions/explain', { method: 'POST',"
            + " headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ schedule_expression:"
            + " `cron(${i % 60} ${i % 24} ? * MON-FRI *)`, timezone: 'Europe/Berlin', viewer_timezone: 'Asia/Tokyo',"
            + " count: 10 }) })).json()";

    /** Types one character more, and waits until a frame shows what it found. */
    private static final String KEYSTROKE = "i => new Promise(done => { const box ="
            + " document.querySelector('[type=search]'); box.value = 'schedule 12'.slice(0, i % 11 + 1);"
            + " box.dispatchEvent(new Event('input', { bubbles: true })); requestAnimationFrame(() => setTimeout(done)); })";

    private static final String FIRINGS = "async () => { let token = ''; do { const page = await (await fetch('" + MONTH
            + "&limit=1000' + (token ? '&next_token=' + token : ''))).json(); token = page.next_token; } while (token); }";

    @Override
    public Table run() {
        Table table = new Table("Dashboard, in Chromium", "what | p50, ms | p95, ms | goal, ms");
        try (Browser browser = Browser.start(
                Browser.find().orElseThrow(() -> new IllegalStateException("There is no Chromium on the PATH")))) {
            try (LocalRuntime runtime = runtime(members);
                    BrowserPage page = list(browser, runtime, members)) {
                row(table, "`GET /health`, the baseline", page, get("/health"), samples, "");
                row(table, "an explanation", page, EXPLAIN, samples, "150");
                int few = Math.max(3, samples / 10);
                String month = "%,d schedules in a month".formatted(members);
                row(table, month + ", counted by day", page, get(MONTH + "&resolution=day"), few, "1,000");
                row(table, month + ", every firing", page, FIRINGS, few, "1,000");
            }
            keystrokes(table, browser, few, "the baseline");
            keystrokes(table, browser, many, "100");
        }
        return table;
    }

    private void keystrokes(Table table, Browser browser, int rows, String goal) {
        try (LocalRuntime runtime = runtime(rows);
                BrowserPage page = list(browser, runtime, rows)) {
            row(table, "a keystroke in %,d rows".formatted(rows), page, KEYSTROKE, samples, goal);
        }
    }

    private static LocalRuntime runtime(int schedules) {
        LocalRuntime runtime = LocalRuntime.start(
                LocalSettings.inMemory().withSpeed(ClockSpeed.MANUAL).withStart(BEGIN), 0);
        ManySchedules.insert(runtime.system().store(), schedules, BEGIN);
        return runtime;
    }

    private static BrowserPage list(Browser browser, LocalRuntime runtime, int schedules) {
        return browser.open()
                .size(1280, 860)
                .go(runtime.uri() + "/#/schedules")
                .untilText("%,d schedules".formatted(schedules));
    }

    private static String get(String path) {
        return "async () => (await fetch('" + path + "')).text()";
    }

    /** Measures after as many calls that are not measured. */
    private static void row(Table table, String what, BrowserPage page, String run, int count, String goal) {
        String measure = TIMES + "(" + run + ", " + count + ")";
        page.eval(measure);
        double[] times = page.eval(measure)
                .valueStream()
                .mapToDouble(JsonNode::doubleValue)
                .toArray();
        table.row(what, Sampler.percentile(times, 0.5), Sampler.percentile(times, 0.95), goal);
    }
}
