package com.rezagent.schedules.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.figures.ManySchedules;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The dashboard in Chromium when much fails, much is held, an advance takes long, or the window is narrow. */
class DashboardExtremesIT extends DashboardPageSession {
    private static final String SILENT = ",\"run_policy\":{\"expect_report\":true,\"report_within_seconds\":60}";
    private static final String LONG_TIMEZONE = ",\"timezone\":\"America/Argentina/ComodRivadavia\"";

    private void advance(String duration) {
        send("POST", "/local/clock", "{\"advance\":\"" + duration + "\"}");
    }

    private int failures() {
        return send("GET", "/api/attention?limit=100", "").path("executions").size();
    }

    @Test
    void dialog_and_its_reason_stay_when_the_schedule_fails_again_and_only_what_it_was_about_is_acknowledged() {
        create("noisy", "rate(1 minute)", SILENT);
        advance("PT4M");
        int before = failures();
        go("");
        page.click("Acknowledge all " + before + "…").fill("dialog[open] #reason", "known");
        advance("PT1M");
        readAgain();
        page.untilText("And " + before + " before");
        assertThat(text("document.querySelector('dialog[open] #reason').value")).isEqualTo("known");

        page.click(CONFIRM).untilText("The failure is acknowledged.");
        assertThat(failures()).isEqualTo(1);
    }

    @Test
    void overview_without_a_schedule_shows_a_paused_group_and_dead_letters() {
        go("");
        page.untilText("No schedules yet");
        send("PUT", "/api/groups/billing", "{}");
        send("POST", "/api/groups/billing/pause", "{\"reason\":\"migration\"}");
        readAgain();
        page.untilText("migration").untilText("Nothing needs attention.");
        send("POST", "/api/groups/billing/resume", "{}");
        readAgain();
        page.untilText("No schedules yet");

        leaveOnlyADeadLetter();
        readAgain();
        page.untilText("One dead letter waits to be redriven.").untilText("One thing needs attention.");
    }

    private void leaveOnlyADeadLetter() {
        String id = create("nightly", "rate(1 day)", "");
        send(
                "POST",
                "/local/faults",
                "{\"target\":\"topics\",\"caller\":\"scheduler\",\"error\":\"throttled\",\"times\":9}");
        advance("P1DT2H");
        send("DELETE", "/local/faults", "");
        send("GET", "/api/attention", "")
                .path("executions")
                .forEach(it -> send(
                        "POST", "/api/executions/" + it.path("execution_id").asText() + "/acknowledge", "{}"));
        send("DELETE", "/api/schedules/" + id, "");
    }

    @Test
    void noisy_schedule_does_not_hide_another_and_more_than_a_hundred_failures_are_acknowledged_together() {
        create("nightly", "cron(5 20 * * ? *)", SILENT);
        create("noisy", "rate(1 minute)", SILENT);
        advance("PT2H30M");
        go("");
        page.untilText("2 things need attention.").untilText("nightly");
        page.untilText("And 149 before").untilText("Acknowledge all 150…");
        page.click("[aria-labelledby=attention] .item .buttons .button:last-of-type")
                .click(CONFIRM);
        page.untilText("One thing needs attention.");
        assertThat(send("GET", "/api/attention", "").findValuesAsText("name")).containsExactly("nightly");
    }

    @Test
    void what_more_failed_than_is_read_is_counted_as_at_least() {
        for (int i = 0; i < 10; i++) {
            create("noisy " + i, "rate(1 minute)", SILENT);
        }
        advance("PT1H50M");
        go("");
        page.untilText("At least 10 things need attention.")
                .untilText("Only the newest 1,000 are read")
                .untilText("And at least 9")
                .untilText("Acknowledge the newest 1");
    }

    @Test
    void next_hour_counts_what_the_pause_of_a_schedule_holds_and_each_member_of_a_paused_group() {
        String id = create("paused", "rate(5 minutes)", "");
        send("POST", "/api/schedules/" + id + "/pause", "{\"until\":\"2026-11-20T03:00:00Z\"}");
        go("");
        page.untilText("12 held");
        ManySchedules.insert(runtime.system().store(), 120, Instant.parse("2026-11-06T20:00:00Z"));
        send("POST", "/api/groups/default/pause", "{}");
        advance("PT14H30M");
        readAgain();
        page.untilText("132 held");
        assertThat(page.text()).doesNotContain("and more");

        ManySchedules.insert(runtime.system().store(), 600, Instant.parse("2026-11-06T20:30:00Z"));
        readAgain();
        page.untilText("· and more");
    }

    @Test
    void advance_that_takes_longer_than_other_requests_may_is_waited_for() {
        page.before("const send = fetch;"
                + " AbortSignal.timeout = () => { const own = new AbortController(); own.signal.own = own; return own.signal; };"
                + " window.fetch = async (path, options) => { const response = await send(path, options);"
                + " if (options.method === 'POST') await new Promise((done, fail) => { window.respond = done;"
                + " window.expire = () => { options.signal?.own.abort(); fail(new DOMException('', 'TimeoutError')); };"
                + " if (!options.signal) window.expire = () => {}; });"
                + " return response; };");
        go("#/time");
        page.click("+1 h").until("window.respond").untilText("The clock is advancing");
        readAgain();
        page.until("document.querySelector('.clock').innerText.includes('21:00')");
        page.eval("expire()");
        page.click("+1 d").click("Play");
        assertThat(page.eval("document.querySelectorAll('[aria-labelledby=clock] [aria-disabled=true]').length")
                        .intValue())
                .isEqualTo(5);
        page.eval("respond()");
        page.untilText("The clock is advanced by 1 h")
                .until("!document.querySelector('[aria-labelledby=clock] [aria-disabled=true]')");
        assertThat(page.text()).doesNotContain("did not respond");
        assertThat(page.requests()).filteredOn(it -> it.startsWith("POST")).hasSize(1);
    }

    @Test
    void firing_that_has_just_run_is_not_one_of_the_next() {
        String id = create("hourly", "cron(0 * * * ? *)", "");
        advance("PT1H");
        go("#/schedules/" + id);
        page.untilText("It runs next on")
                .until("document.querySelector('.firings td').innerText.includes('22:00')")
                .untilText("Of the next 30, all run.");
        page.click(".firings tbody .button").click(CONFIRM).untilText("will be skipped");
    }

    @ParameterizedTest
    @ValueSource(ints = {375, 390})
    void long_timezone_and_a_deleted_schedule_fit_a_narrow_window_and_the_current_tab_is_in_view(int width) {
        String id = create("far", "cron(0 6 * * ? *)", LONG_TIMEZONE);
        String deleted = create("gone", "cron(0 6 * * ? *)", LONG_TIMEZONE);
        send("DELETE", "/api/schedules/" + deleted, "");
        send("POST", "/api/schedules/" + id + "/skip", "{\"scheduled_time\":\"2026-11-07T09:00:00Z\"}");
        page.size(width, 800);
        go("#/groups/default");
        page.untilText("1 skipped").untilText("America/Argentina/ComodRivadavia");
        fits("[aria-labelledby=members]");
        go("#/schedules/" + id);
        page.untilText("It runs next on").until("document.querySelector('.firings .button')");
        fits(".firings");
        send("POST", "/api/schedules/" + id + "/pause", "{}");
        readAgain();
        page.untilText("held: paused");
        fits(".firings");
        go("#/schedules/" + deleted);
        page.untilText("held: deleted");
        fits(".firings");
        page.go("about:blank").go(runtime.uri() + "/#/time");
        page.untilText("Inject a fault");
        page.until("(tab => tab.right <= innerWidth && tab.left >= 0)(document.querySelector('nav"
                + " [aria-current]').getBoundingClientRect())");
        check(page, "the time machine at " + width);
    }

    /** Checks that what is in an element leaves neither it nor its parent. */
    private void fits(String selector) {
        assertThat(page.eval("(box => [box, box.parentElement].map(it => it.scrollWidth - it.clientWidth))"
                                + "(document.querySelector('" + selector + "'))")
                        .toString())
                .as(selector)
                .isEqualTo("[0,0]");
    }
}
