package com.rezagent.schedules.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.figures.ManySchedules;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The dashboard in Chromium: what an operator asks of it. Is anything wrong, what runs next, why did it not run? */
class DashboardOperationsIT extends DashboardPageSession {
    private static final String REPORTS = ",\"run_policy\":{\"expect_report\":true}";

    private void advance(String duration) {
        send("POST", "/local/clock", "{\"advance\":\"" + duration + "\"}");
    }

    private void skip(String id, String time) {
        send("POST", "/api/schedules/" + id + "/skip", "{\"scheduled_time\":\"" + time + "\"}");
    }

    /** The walk of someone who knows nothing but the address. */
    @Test
    void new_user_finds_the_failed_run_runs_it_again_and_says_why_tomorrows_is_held() {
        go("");
        page.untilText("No schedules yet").click("main a.card").untilText("At 06:00, every day");
        page.click("Create").untilText("It runs next on");
        page.click("New").click("Send a weekly summary").untilText("At 00:00, on Sunday");
        page.click("Create").untilText("weekly-reservation-summary").untilText("It runs next on");
        page.click("New").click("Remind once").untilText("Once, on 2026-11-14");
        page.click("Create").untilText("reminder-pebble-beach").untilText("It runs next on");
        page.click("Time machine").untilText("Inject a fault");
        page.eval("document.querySelector('[name=times]').value = 9");
        page.click("Set").untilText("9 times").click("+30 d").untilText("The clock is advanced by 30 d");

        page.click("Overview").untilText("dead letters wait to be redriven");
        page.click("Schedules").untilText("3 schedules").click("daily-pebble-beach-tee-time");
        page.click("2 missed").untilText("begun and not finished within 24 h 10 min");
        page.until("document.querySelectorAll('.executions li').length === 2")
                .click(".executions .line")
                .untilText("First seen")
                .click("dead letter")
                .untilText("3 dead letters, oldest first")
                .click(".messages summary")
                .untilText("was throttled by an injected fault");
        page.eval("history.back()");
        page.untilText("First seen").click("Retry…").click(CONFIRM).untilText("One more attempt");
        // It no longer fits the filter, but the address still opens it.
        page.untilText("1 missed").untilText("attempt 2").untilText("Show the published message");

        page.click("Time machine").click("+1 d").untilText("The clock is advanced by 1 d");
        page.click("Groups").click("Pause…").click("Monday, 09:00").fill("dialog[open] #reason", "course closed");
        page.click(CONFIRM).untilText("default is paused.").untilText("course closed");
        assertThat(send("GET", "/api/groups/default", "").path("paused_until").asText())
                .isEqualTo("2026-12-14T08:00:00Z");
        page.click("Overview")
                .until("document.querySelector('#held').closest('section').innerText.includes('course closed')");
        page.click("Schedules").click("daily-pebble-beach-tee-time").untilText("Times are in America/New_York.");
        page.untilText("because its group default is paused until Mon, 14 Dec 2026, 03:00")
                .untilText("Tue, 8 Dec 2026, 06:00 -05:00")
                .untilText("held: group paused");
    }

    @Test
    void list_shows_how_the_last_executions_went_and_sorts_failures_first() {
        create("fine", "rate(1 hour)", "");
        create("silent", "rate(1 hour)", REPORTS);
        advance("PT1S");
        create("later", "rate(1 day)", "");
        advance("PT1H30M");
        go("#/schedules");
        page.untilText("3 schedules").until("document.querySelectorAll('.recent').length === 3");

        assertThat(page.eval(
                        "[...document.querySelectorAll('.recent')].map(it => it.getAttribute('aria-label')).sort()"))
                .extracting(it -> it.asText())
                .containsExactly(
                        "Last 1: 1 published", "Last 2: 2 published", "Last 2: 2 timed out; 2 failures in a row");
        assertThat(text("document.querySelector('.recent .bad').getAttribute('d')"))
                .as("a shape of its own")
                .isNotEqualTo(text("document.querySelector('.recent .ok').getAttribute('d')"));
        assertThat(text("document.querySelector('.row .name a').innerText")).isEqualTo("later");
        go("#/schedules?sort=failing");
        page.until("document.querySelector('.row .name a').innerText === 'silent'")
                .click("silent");
        page.untilText("The last 2 executions went wrong.").click("See why").untilText("No report arrived");
    }

    @Test
    void failures_of_a_schedule_are_one_thing_and_are_acknowledged_together() {
        create("silent", "rate(1 hour)", REPORTS);
        advance("PT1H30M");
        go("");
        page.untilText("One thing needs attention.").untilText("And one before");
        page.click("Acknowledge all 2…").fill("dialog[open] #reason", "known").click(CONFIRM);
        page.until("document.querySelector('.summary.ok')");
        assertThat(send("GET", "/api/attention", "").path("executions")).isEmpty();
    }

    @Test
    void next_hour_is_drawn_with_what_runs_what_is_held_and_what_is_skipped() {
        send("PUT", "/api/groups/billing", "{}");
        create("often", "rate(10 minutes)", "");
        create("held", "rate(20 minutes)", ",\"group\":\"billing\"");
        String id = create("skips", "rate(30 minutes)", "");
        send("POST", "/api/groups/billing/pause", "{\"reason\":\"migration\"}");
        skip(id, "2026-11-06T20:30:00Z");
        go("");
        page.untilText("7 run").untilText("3 held").untilText("1 skipped");

        assertThat(text("document.querySelector('.hour > svg').getAttribute('aria-label')"))
                .isEqualTo("Firings within the hour: 7 run, 1 skipped, 3 held. Most from 21:55 to 22:00: 3.");
        assertThat(page.requests())
                .filteredOn(it -> it.contains("/api/timeline"))
                .hasSizeLessThan(3);
        page.click("[aria-labelledby=held] button").click(CONFIRM).untilText("billing is resumed.");
    }

    /** Waits until the open dialog says that someone changed something, and how. */
    private void untilSomeoneChanged(String how) {
        page.click(CONFIRM);
        page.until("document.querySelector('dialog .note')?.innerText.includes('" + how + "')");
    }

    private JsonNode schedule(String id) {
        return send("GET", "/api/schedules/" + id, "");
    }

    @Test
    void dialog_of_a_schedule_shows_what_someone_else_changed_meanwhile_before_it_goes_on() {
        String id = create("shared", "cron(0 6 * * ? *)", "");
        go("#/schedules/" + id);
        page.untilText("It runs next on").click("Pause…").fill("dialog[open] #reason", "mine");
        send("POST", "/api/schedules/" + id + "/pause", "{\"reason\":\"theirs\"}");
        untilSomeoneChanged("Paused by local: “theirs”");
        assertThat(schedule(id).path("pause_reason").asText()).isEqualTo("theirs");
        assertThat(text("document.querySelector('#reason').value")).isEqualTo("mine");
        page.click(CONFIRM).untilText("shared is paused.");
        assertThat(schedule(id).path("pause_reason").asText()).isEqualTo("mine");

        page.untilText("(mine)").click("Delete…").until("document.querySelector('dialog[open]')");
        send("POST", "/api/schedules/" + id + "/resume", "");
        untilSomeoneChanged("Resumed by local");
        assertThat(schedule(id).path("status").asText()).isEqualTo("active");
        page.click("Cancel").until("!document.querySelector('dialog')");

        send("PUT", "/api/groups/billing", "{}");
        go("#/schedules");
        page.click(".row [type=checkbox]").click("Move…").fill("dialog[open] #move-group", "billing");
        send("POST", "/api/schedules/" + id + "/pause", "");
        untilSomeoneChanged("Paused by local");
        assertThat(schedule(id).path("group").asText()).isEqualTo("default");
        page.click(CONFIRM).untilText("shared is moved.");
    }

    @Test
    void dialog_of_a_group_shows_what_someone_else_changed_meanwhile_before_it_goes_on() {
        String path = "/api/groups/billing";
        send("PUT", path, "{}");
        go("#/groups/billing");
        page.untilText("Its members run.").click("Edit").fill("dialog[open] #group-title", "mine");
        send("PUT", path, "{\"title\":\"theirs\",\"description\":\"All bills\"}");
        untilSomeoneChanged("All bills");
        assertThat(send("GET", path, "").path("title").asText()).isEqualTo("theirs");
        page.click(CONFIRM).untilText("Saved.");
        assertThat(send("GET", path, "").path("title").asText()).isEqualTo("mine");

        page.untilText("mine").click("Pause…").fill("dialog[open] #reason", "mine");
        send("POST", path + "/pause", "{\"reason\":\"theirs\"}");
        untilSomeoneChanged("Group paused by local: “theirs”");
        assertThat(send("GET", path, "").path("pause_reason").asText()).isEqualTo("theirs");
        page.click("Cancel").untilText("Paused since").click("Resume…").until("document.querySelector('dialog[open]')");
        send("POST", path + "/pause", "{\"reason\":\"longer\"}");
        untilSomeoneChanged("longer");
        assertThat(send("GET", path, "").path("status").asText()).isEqualTo("paused");
        page.click(CONFIRM).untilText("billing is resumed.").untilText("Its members run.");

        page.click("Delete…").until("document.querySelector('dialog[open]')");
        send("PUT", path, "{\"title\":\"needed\"}");
        untilSomeoneChanged("needed");
        assertThat(send("GET", path, "").path("title").asText()).isEqualTo("needed");
        page.click(CONFIRM).untilText("Group billing is deleted.");
    }

    @Test
    void undo_leaves_a_later_change_of_someone_else() {
        String id = create("shared", "cron(0 6 * * ? *)", "");
        go("#/schedules/" + id);
        page.untilText("It runs next on").click("Pause…").click(CONFIRM).untilText("shared is paused.");
        send("POST", "/api/schedules/" + id + "/pause", "{\"reason\":\"theirs\"}");
        page.click("Undo").untilText("Not all could be taken back").untilText("Someone changed it meanwhile.");
        assertThat(schedule(id).path("pause_reason").asText()).isEqualTo("theirs");
    }

    @Test
    void undo_of_a_deletion_brings_back_pause_and_skips() {
        String active = create("active", "cron(0 6 * * ? *)", "");
        String paused = create("paused", "cron(0 6 * * ? *)", "");
        for (String id : List.of(active, paused)) {
            for (String day : List.of("07", "09")) {
                skip(id, "2026-11-" + day + "T06:00:00Z");
            }
        }
        String pause = "{\"until\":\"2026-11-20T06:00:00Z\",\"reason\":\"migration\"}";
        send("POST", "/api/schedules/" + paused + "/pause", pause);
        go("#/schedules/" + paused);
        page.untilText("It does not run").click("Delete…").click(CONFIRM).untilText("because it is deleted");
        page.click("Undo").untilText("because it is paused until").untilText("It runs next on");
        isAsBefore(active, paused);

        go("#/schedules");
        page.untilText("2 schedules").click(".bulk input").click("Delete…").click(CONFIRM);
        page.untilText("2 schedules are deleted").untilText("No schedules yet");
        page.click("Undo").until("document.querySelectorAll('.row .badge.held').length === 3");
        isAsBefore(active, paused);
    }

    private void isAsBefore(String active, String paused) {
        for (String id : List.of(active, paused)) {
            assertThat(schedule(id).path("skipped_times"))
                    .extracting(JsonNode::asText)
                    .containsExactly("2026-11-07T06:00:00Z", "2026-11-09T06:00:00Z");
        }
        assertThat(schedule(active).path("status").asText()).isEqualTo("active");
        assertThat(schedule(paused).path("pause_reason").asText()).isEqualTo("migration");
        assertThat(schedule(paused).path("paused_until").asText()).isEqualTo("2026-11-20T06:00:00Z");
    }

    @Test
    void what_is_not_on_screen_shows_a_change_of_many_too() {
        ManySchedules.insert(runtime.system().store(), 250, Instant.parse("2026-11-06T20:00:00Z"));
        go("#/schedules");
        page.untilText("250 schedules").click(".bulk input").click("Pause…").click(CONFIRM);
        page.untilText("250 schedules are paused.").click(".bulk input").untilText("250 selected");
        page.until("!document.querySelector('.bulk').innerText.includes('Pause…')");
        page.click("Delete…")
                .click(CONFIRM)
                .untilText("250 schedules are deleted.")
                .untilText("No schedules yet");
        page.click("Undo").untilText("250 schedules");
    }

    @Test
    void published_message_is_found_where_the_target_was_then() {
        String id = create("moved", "rate(1 hour)", "");
        advance("PT1H30M");
        send(
                "PUT",
                "/api/schedules/" + id,
                "{\"schedule_expression\":\"rate(1 hour)\",\"target_type\":\"web_action\",\"payload\":{}}");
        go("#/schedules/" + id + "?tab=executions");
        page.click("li .line").click("Show the published message");
        page.untilText("It was published to notifications, which was the target then.")
                .untilText("\"message\": \"m\"");
    }

    @Test
    void id_and_curl_line_are_copied() {
        String id = create("it's copied", "rate(1 day)", "");
        go("#/schedules/" + id);
        page.untilText("It runs next on");
        page.eval("navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve(); }; true");
        page.click("Copy id").untilText("The id copied.");
        assertThat(text("window.copied")).isEqualTo(id);
        page.click("Copy as curl").untilText("The curl line copied.");
        String line = text("window.copied");
        assertThat(line)
                .startsWith("curl -s -X POST " + runtime.uri() + "/api/schedules ")
                .endsWith("}'");
        String body = line.substring(line.indexOf('{'), line.length() - 1).replace("'\\''", "'");
        assertThat(send("POST", "/api/schedules", body).path("schedule_id").asText())
                .isEqualTo(id);
    }

    @Test
    void an_execution_is_opened_by_its_address_wherever_it_is_in_the_list() {
        String id = create("long", "rate(1 hour)", "");
        String other = create("other", "rate(1 hour)", "");
        advance("P2D");
        String first = execution(id, "2026-11-06T21:00:00Z");
        go("#/schedules/" + id + "?tab=executions&open=" + first);
        page.untilText(first).until("document.querySelectorAll('.executions .line').length === 21");
        go("#/schedules/" + other + "?tab=executions&open=" + first);
        page.untilText("The execution of this address is one of another schedule.");
        go("#/schedules/" + id + "?tab=executions&open=exec_0");
        page.untilText("could not be read").untilText("Published");
        go("#/schedules/" + id + "?tab=executions&outcome=failed");
        page.untilText("No execution ended like this.");
    }

    private String execution(String schedule, String time) {
        return send("GET", "/api/schedules/" + schedule + "/executions?from=" + time + "&limit=100", "")
                .path("executions")
                .findParents("execution_id")
                .stream()
                .filter(it -> it.path("scheduled_time").asText().equals(time))
                .findFirst()
                .orElseThrow()
                .path("execution_id")
                .asText();
    }

    @Test
    void ten_thousand_schedules_take_few_requests_and_only_rows_on_screen_are_rendered() {
        ManySchedules.insert(runtime.system().store(), 10_000, Instant.parse("2026-11-06T20:00:00Z"));
        go("#/schedules");
        page.untilText("10,000 schedules");
        assertThat(calls("/api/schedules"))
                .as("one page of 100, ten of up to 1,000")
                .hasSize(11);
        isSmall("the list");
        page.eval("document.querySelector('.rows').scrollTop = 1e9");
        page.until("document.querySelector('.row:last-child').getAttribute('aria-posinset') === '10000'");
        isSmall("its end");
        page.fill("[type=search]", "schedule 77").untilText("of 10,000 match");
        readAgain();
        page.until("performance.getEntriesByType('resource').some(it => it.name.includes('schedule_ids='))");
        assertThat(calls("/api/schedules").size())
                .as("the rows on screen, and the newest")
                .isLessThanOrEqualTo(15);
        assertThat(calls("schedule_ids="))
                .allSatisfy(it -> assertThat(it.split("%2C").length).isLessThan(40));
        go("#/");
        page.untilText("Of the newest 500 active schedules.");
        isSmall("the overview");
        assertThat(calls("status=active").size()).isLessThanOrEqualTo(2);
    }

    /** Returns different requests; one that a slow machine makes time out is sent again. */
    private List<String> calls(String part) {
        return page.requests().stream()
                .filter(it -> it.contains(part))
                .distinct()
                .toList();
    }

    private void isSmall(String what) {
        assertThat(page.eval("document.querySelectorAll('.row').length").intValue())
                .as(what)
                .isLessThan(40);
        assertThat(page.eval("document.querySelectorAll('*').length").intValue())
                .as(what)
                .isLessThan(1_000);
    }

    @Test
    void sort_keeps_its_places_until_it_is_asked_for_again() {
        create("first", "rate(2 hours)", "");
        create("second", "rate(3 hours)", "");
        go("#/schedules?sort=next");
        page.untilText("2 schedules");
        assertThat(names()).containsExactly("first", "second");
        advance("PT2H30M");
        readAgain();
        page.untilText("in 1 h 30 min");
        assertThat(names()).containsExactly("first", "second");
        page.click("Sort again").until("document.querySelector('.row bdi').innerText === 'second'");
        assertThat(names()).containsExactly("second", "first");
    }

    private List<String> names() {
        return List.of(text("[...document.querySelectorAll('.row bdi')].map(it => it.innerText).join()")
                .split(","));
    }

    @Test
    void clock_plays_and_dead_letters_are_redriven() {
        create("nightly", "rate(1 day)", "");
        send(
                "POST",
                "/local/faults",
                "{\"target\":\"topics\",\"caller\":\"scheduler\",\"error\":\"throttled\",\"times\":9}");
        advance("P1DT2H");
        go("#/time?topic=dead-letters");
        page.untilText("One dead letter.").click("Clear all").untilText("No fault is set.");
        page.click("Redrive all").untilText("redriven.").untilText("No dead letter.");
        page.media("prefers-reduced-motion", "reduce");
        assertThat(text("getComputedStyle(document.querySelector('.toast')).animationName"))
                .isEqualTo("none");
        assertThat(text("getComputedStyle(document.querySelector('.button')).transitionDuration"))
                .isEqualTo("0s");
        page.eval("document.querySelector('.inline select').value = 'P1D';"
                + " document.querySelector('.inline select').dispatchEvent(new Event('change'))");
        page.click("Play")
                .untilText("Pause")
                .untilText("9 Nov 2026")
                .click("Pause")
                .untilText("Play");
        page.go(runtime.uri() + "/#/time?topic=notifications").untilText("messages, newest first");
    }

    @Test
    void nothing_is_read_while_the_page_is_hidden_and_at_once_when_it_is_shown_again() {
        page.before("const timer = setTimeout, send = fetch; window.calls = 0; window.isHidden = false;"
                + " window.setTimeout = (run, ms) => timer(run, ms / 200);"
                + " window.fetch = (...all) => { calls += 1; return send(...all); };"
                + " Object.defineProperty(document, 'hidden', { get: () => isHidden });");
        String id = create("nightly", "cron(0 6 * * ? *)", "");
        for (String hash : List.of("#/", "#/schedules", "#/schedules/" + id, "#/groups", "#/time")) {
            go(hash);
            page.until("document.querySelector('main h1') && !document.querySelector('.loading')");
            assertThat(callsInAMinute()).as(hash).isGreaterThan(3);
            assertThat(callsWhenHidden(true)).as(hash + " is hidden").isZero();
            callsInAMinute(); // What was under way when it was hidden.
            assertThat(callsInAMinute()).as(hash + " hidden for a minute").isZero();
            assertThat(callsWhenHidden(false)).as(hash + " is shown").isPositive();
        }
    }

    /** Returns how many calls the page begins within a minute of its timers, which run 200 times as fast. */
    private int callsInAMinute() {
        return page.eval(
                        "new Promise(done => { const before = calls; setTimeout(() => done(calls - before), 60_000); })")
                .intValue();
    }

    /** Returns how many calls the page begins at once. */
    private int callsWhenHidden(boolean isHidden) {
        return page.eval("(() => { const before = calls; isHidden = " + isHidden
                        + "; document.dispatchEvent(new Event('visibilitychange')); return calls - before; })()")
                .intValue();
    }

    @Test
    void what_a_stage_cannot_do_is_neither_shown_nor_called() {
        page.before(
                "const send = fetch; window.fetch = async (path, ...rest) => { const response = await send(path,"
                        + " ...rest); if (path !== '/health') return response; const health = await response.json();"
                        + " health.features = ['executions', 'schedules']; return new Response(JSON.stringify(health), response); };");
        go("#/new?starter=minutes");
        page.untilText("without previews while typing").click("Create").untilText("It runs next on");
        page.click("Overview").untilText("Nothing needs attention.").untilText("Next hour");
        assertThat(text("document.querySelector('nav').innerText")).doesNotContain("Groups");
        go("#/groups");
        page.untilText("a release without groups");
        assertThat(page.requests()).noneMatch(it -> it.matches(".*/api/(attention|timeline|groups|expressions).*"));
    }
}
