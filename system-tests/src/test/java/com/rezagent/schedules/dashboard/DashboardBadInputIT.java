package com.rezagent.schedules.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.local.LocalRuntime;
import com.rezagent.schedules.local.clock.ClockSpeed;
import com.rezagent.schedules.local.system.LocalSettings;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The dashboard in Chromium when texts are hostile, and when the API is slow, refuses or is not there. */
class DashboardBadInputIT extends DashboardPageSession {
    @Test
    void run_policy_is_one_object_in_form_and_json_and_errors_stand_at_their_fields() {
        go("#/new?starter=minutes");
        page.untilText("Every 15 minutes").click("Reports and retries").click("#run_policy");
        page.fill("[id=\"run_policy.retry.maximum_attempts\"]", "21")
                .fill("[id=\"run_policy.report_within_seconds\"]", "5");
        page.fill("[id=\"run_policy.retry.jitter\"]", "").type("0.05");
        page.fill("[id=\"run_policy.retry.multiplier\"]", "").type("1.05");
        page.click("Create").untilText("Some fields need a correction.");
        assertThat(page.eval("[...document.querySelectorAll('[aria-invalid=true]')].map(it => it.id).sort()"))
                .extracting(it -> it.asText())
                .containsExactly("run_policy.report_within_seconds", "run_policy.retry.maximum_attempts");
        page.fill("[id=\"run_policy.retry.maximum_attempts\"]", "3")
                .fill("[id=\"run_policy.report_within_seconds\"]", "");
        page.click("JSON");
        assertThat(text("JSON.stringify(JSON.parse(document.querySelector('#json').value).run_policy)"))
                .isEqualTo(
                        "{\"expect_report\":true,\"retry\":{\"maximum_attempts\":3,\"jitter\":0.05,\"multiplier\":1.05}}");
        page.click("Form").click("#run_policy").click("JSON");
        assertThat(text("String('run_policy' in JSON.parse(document.querySelector('#json').value))"))
                .as("what is absent stays absent")
                .isEqualTo("false");
        page.fill(
                "#json",
                "{\"name\":\"json\",\"schedule_expression\":\"rate(1 day)\",\"target_type\":\"notification\","
                        + "\"payload\":{\"message\":\"m\"},\"run_policy\":{\"overlap\":\"skip\"}}");
        page.click("Form").click("Create").untilText("Needs reports; set run_policy.expect_report to true");
        page.click("#run_policy").click("Create").untilText("Created.");
        assertThat(send("GET", "/api/schedules?name=json", "")
                        .at("/schedules/0/run_policy/overlap")
                        .asText())
                .isEqualTo("skip");
    }

    @Test
    void right_to_left_names_and_long_words_stay_in_their_places() {
        String id =
                create("יומי \u0645\u0648\u0639\u062F", "rate(1 day)", ",\"description\":\"" + "w".repeat(500) + "\"");
        go("#/schedules");
        page.untilText("1 schedule");
        check(page, "the list");
        assertThat(text("getComputedStyle(document.querySelector('.row bdi')).unicodeBidi"))
                .isEqualTo("isolate");
        go("#/schedules/" + id);
        page.untilText("It runs next on").size(375, 800);
        check(page, "the schedule, narrow");
        page.click("Delete…").until("document.querySelector('dialog[open]')");
        check(page, "the dialog, narrow");
    }

    @Test
    void settings_of_a_group_are_json_and_the_errors_of_the_server_are_shown() {
        go("#/groups");
        page.untilText("default").click("New group").fill("dialog[open] #group-name", "billing");
        page.fill("dialog[open] #defaults", "{").click(CONFIRM);
        page.until("document.querySelector('#defaults[aria-invalid=true]')");
        page.fill("dialog[open] #defaults", "{\"timezone\": \"Mars/Olympus\"}").click(CONFIRM);
        page.untilText("Mars/Olympus is not an IANA timezone id");
        page.fill("dialog[open] #defaults", "{\"timezone\": \"Asia/Tokyo\"}").click(CONFIRM);
        page.untilText("New schedules get the timezone Asia/Tokyo.");
        page.click("Edit").until("document.querySelector('#defaults').value.includes('Asia/Tokyo')");
        page.click("Cancel").until("!document.querySelector('dialog')");
    }

    @Test
    void a_refused_or_lost_request_is_shown_in_the_dialog_which_can_try_again() {
        String id = create("nightly", "cron(0 6 * * ? *)", "");
        go("#/schedules/" + id);
        page.untilText("It runs next on").click("Pause…");
        fails(429, "Too many requests.");
        fails(503, "The service is not available now.");
        fails(504, "The server did not respond in time.");
        fails(0, "The server cannot be reached.");
        page.failNothing().click(CONFIRM).untilText("because it is paused");

        page.fail("*/api/schedules/" + id + "?*", 429);
        readAgain();
        page.untilText("Stale:").untilText("because it is paused");
        page.failNothing();
        readAgain();
        page.until("!document.body.innerText.includes('Stale:')");
    }

    private void fails(int status, String sentence) {
        page.fail("*/pause", status).click(CONFIRM);
        page.until("document.querySelector('dialog .note')?.innerText.includes('" + sentence + "')");
    }

    @Test
    void a_change_that_is_accepted_but_not_applied_yet_says_so_until_it_is() {
        send(
                "POST",
                "/local/faults",
                "{\"target\":\"engine\",\"caller\":\"scheduler\",\"error\":\"throttled\",\"times\":3}");
        go("#/new?starter=minutes");
        page.untilText("Every 15 minutes").click("Create").untilText("Accepted, but not confirmed yet.");
        page.untilText("It does not run yet, because EventBridge has not confirmed it.")
                .untilText("Pending");
        send("POST", "/local/clock", "{\"advance\":\"PT2H\"}");
        readAgain();
        page.untilText("It runs next on");
    }

    @Test
    void a_create_that_nobody_has_seen_yet_is_not_called_unknown() {
        send(
                "POST",
                "/local/faults",
                "{\"target\":\"store\",\"caller\":\"scheduler\",\"error\":\"throttled\",\"times\":1000}");
        go("#/new?starter=minutes");
        page.untilText("Every 15 minutes").click("Create").untilText("Accepted, but not confirmed yet.");
        page.untilText("There is no schedule with the id").untilText("its creation is not applied yet");
        send("DELETE", "/local/faults", "");
        send("POST", "/local/clock", "{\"advance\":\"PT10M\"}");
        readAgain();
        page.untilText("It runs next on");
    }

    @Test
    void clock_that_a_restart_moves_back_is_reported() {
        create("kept", "rate(1 day)", "");
        go("#/schedules");
        page.untilText("1 schedule");
        int port = runtime.uri().getPort();
        runtime.close();
        runtime = LocalRuntime.start(
                LocalSettings.inMemory().withSpeed(ClockSpeed.MANUAL).withStart(Instant.parse("2026-11-05T20:00:00Z")),
                port);
        readAgain();
        page.untilText("The server’s clock went back by 1 d").untilText("No schedules yet");
    }

    @Test
    void new_schedule_of_a_group_has_its_timezone_and_starters_stay_in_the_group() {
        send("PUT", "/api/groups/billing", "{\"defaults\":{\"timezone\":\"America/New_York\"}}");
        go("#/groups/billing");
        page.untilText("New schedules get the timezone America/New_York.").click("New schedule here");
        page.fill("#name", "bills").fill("#schedule_expression", "cron(0 9 * * ? *)");
        page.untilText("At 09:00, every day").click("Create").untilText(", America/New_York.");

        go("#/new?group=billing");
        page.click("Every n minutes").untilText("Every 15 minutes");
        page.until("location.hash.includes('group=billing') && document.querySelector('#group').value === 'billing'");
        page.click("Create").untilText("It runs next on");
        assertThat(send("GET", "/api/schedules?group=billing", "").findValuesAsText("timezone"))
                .containsExactlyInAnyOrder("America/New_York", "UTC");
    }

    @Test
    void half_typed_text_refuses_the_other_view_and_is_not_lost_by_going_back() {
        go("#/new?starter=weekdays");
        page.untilText("At 08:30").fill("#payload", "{\"message\": \"half").click("JSON");
        page.until("document.querySelector('.toasts').innerText.includes('Correct the JSON first.')");
        assertThat(text("document.querySelector('#payload').value")).isEqualTo("{\"message\": \"half");
        page.fill("#payload", "{\"message\": \"whole\"}").click("JSON");
        page.fill("#json", "{\"name\": \"x\", ").click("Form").until("document.activeElement.id === 'json'");
        page.eval("history.back()");
        page.untilText("Leave without saving?").click("Stay").until("location.hash.includes('view=json')");
        assertThat(text("document.querySelector('#json').value")).isEqualTo("{\"name\": \"x\", ");

        page.eval("history.back()");
        page.untilText("Leave without saving?").click("Leave").until("document.querySelector('#payload')");
        page.until("!document.querySelector('.buttons .error')").click("Create").untilText("Created.");
    }

    @Test
    void errors_of_timezone_and_dates_stand_at_their_fields_and_not_at_the_expression() {
        go("#/new?starter=weekdays");
        page.untilText("At 08:30").fill("#timezone", "Amerika/New_York");
        page.until("document.querySelector('#timezone[aria-invalid=true]')");
        assertThat(text("document.querySelector('#timezone-error').innerText"))
                .startsWith("Amerika/New_York is not ")
                .endsWith(". Did you mean America/New_York?");
        page.fill("#timezone", "Europe/Berlin");
        page.until("document.querySelector('#timezone[aria-invalid=false]')");
        page.click("details.more:last-of-type summary").fill("#start_date", "tomorrow");
        page.until("document.querySelector('#start_date[aria-invalid=true]')");
        assertThat(text("document.querySelector('#schedule_expression').getAttribute('aria-invalid')"
                        + " + document.querySelector('#schedule_expression-error').innerText"))
                .isEqualTo("false");
    }

    /** Starts at another time than the tests have in common. */
    private void restart(String time) {
        runtime.close();
        startRuntime(Instant.parse(time));
    }

    @Test
    void one_hour_is_one_hour_and_times_that_occur_twice_show_their_offset_when_clocks_go_back() {
        restart("2025-11-02T05:32:00Z");
        page.timezone("America/New_York");
        String id = create("nightly", "rate(1 hour)", ",\"timezone\":\"America/New_York\"");
        send("POST", "/api/schedules/" + id + "/trigger", "");
        send("POST", "/local/clock", "{\"advance\":\"PT10S\"}");
        go("#/schedules/" + id + "?tab=executions");
        page.untilText("Sun, 2 Nov 2025, 01:32 -04:00").click("Pause…").click("In one hour");
        page.untilText("It ends on Sun, 2 Nov 2025, 01:32 -05:00.").click(CONFIRM);
        page.untilText("because it is paused until Sun, 2 Nov 2025, 01:32 -05:00");
        assertThat(send("GET", "/api/schedules/" + id, "").path("paused_until").asText())
                .isEqualTo("2025-11-02T06:32:00Z");
    }

    @Test
    void a_time_that_clocks_skip_is_called_missing_and_not_held() {
        restart("2026-03-26T12:00:00Z");
        String id = create("gap", "cron(30 2 * * ? *)", ",\"timezone\":\"Europe/Berlin\"");
        go("#/schedules/" + id);
        page.untilText("Of the next 30, 1 does not exist, as clocks skip it.").untilText("Clocks skip this");
        assertThat(page.text()).contains("does not exist").doesNotContain("held");
        assertThat(page.eval("document.querySelectorAll('.cell.held').length").intValue())
                .isZero();
    }
}
