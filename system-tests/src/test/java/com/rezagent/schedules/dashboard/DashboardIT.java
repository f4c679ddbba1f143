package com.rezagent.schedules.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The dashboard in Chromium: schedules and groups are created, found, changed and brought back. */
class DashboardIT extends DashboardPageSession {
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
        page.click(CONFIRM).untilText("invoices is moved");
        go("#/groups/billing");
        page.untilText("1 active").click("Pause…").fill("dialog[open] #reason", "maintenance");
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
        page.click("billing")
                .untilText("Held by group")
                .click("Resume…")
                .fill("dialog[open] #reason", "migration done");
        page.click(CONFIRM).untilText("Its members run").click("Changes").untilText("Group resumed");
        page.untilText("“migration done”")
                .untilText("Group paused")
                .untilText("“maintenance”")
                .untilText("Moved")
                .untilText("invoices");
        page.click("Only the group").until("!document.querySelector('.executions').innerText.includes('invoices')");
        page.click(".executions li:first-child .line").untilText("paused_until");
    }

    @Test
    void schedule_is_paused_until_a_time() {
        go("#/schedules/" + create("until", "cron(0 6 * * ? *)", ""));
        page.untilText("It runs next on").click("Pause…").until("document.querySelector('dialog[open]')");
        page.eval("(e => { e.value = '2026-11-09T06:00'; e.dispatchEvent(new Event('input')); })"
                + "(document.querySelector('#pause-until'))");
        page.click(CONFIRM).untilText("because it is paused until").untilText("It runs next on");
        page.click("Resume…").click(CONFIRM).untilText("until is resumed.");
        page.click("Undo").untilText("because it is paused until");
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
        page.untilText("It runs next on").click("Pause…").click(CONFIRM).untilText("because it is paused");
        page.click("Undo").untilText("It runs next on");
        page.click("Delete…")
                .until("document.querySelector('dialog[open]')")
                .press("Escape")
                .until("!document.querySelector('dialog')");
        page.click("Delete…").click("dialog .button.danger").untilText("because it is deleted");
        page.click("Undo").untilText("It runs next on");
    }

    @Test
    void firing_is_skipped_and_unskipped_with_who_and_why() {
        String id = create("skips", "cron(0 6 * * ? *)", "");
        go("#/schedules/" + id);
        page.untilText("It runs next on Sat, 7 Nov")
                .click(".firings tbody tr .button")
                .fill("dialog[open] #reason", "<b>holiday</b>");
        page.press("Enter")
                .untilText("will be skipped")
                .untilText("requested by")
                .untilText("<b>holiday</b>")
                .untilText("It runs next on Sun, 8 Nov")
                .untilText("Of the next 30, 1 is skipped");
        try (BrowserPage narrow = browser.open()) {
            narrow.size(375, 800).go(runtime.uri() + "/#/schedules/" + id);
            narrow.untilText("will be skipped");
            check(narrow, "a schedule with a skipped firing");
        }
        go("#/schedules");
        page.untilText("1 skipped");
        go("#/schedules/" + id);
        page.untilText("will be skipped").click("Unskip").untilText("It runs next on Sat, 7 Nov");
        page.click("Undo").untilText("will be skipped");
        send("POST", "/local/clock", "{\"advance\":\"P1D\"}");
        go("#/schedules/" + id + "?tab=executions");
        page.untilText("Skipped");
        go("#/schedules/" + id + "?tab=changes");
        page.untilText("Let a firing run again").untilText("Skipped a firing");
    }

    @Test
    void changes_say_who_when_and_why_and_lead_back() {
        String id = create("history", "rate(1 day)", "");
        send(
                "PUT",
                "/api/schedules/" + id,
                "{\"schedule_expression\":\"rate(2 days)\",\"target_type\":\"notification\",\"payload\":{\"message\":\"new\"},\"reason\":\"too often\"}");
        go("#/schedules/" + id);
        page.untilText("Every 2 days").click("Changes").untilText("“too often”").untilText("payload");
        page.click(".executions li:first-child .line")
                .untilText("rate(1 day)")
                .untilText("rate(2 days)")
                .click("Show the definition")
                .untilText("\"message\": \"new\"");
        page.click(".executions li:last-child .line")
                .until("location.hash.includes('open=1')")
                .click("Go back to this version…")
                .until("document.querySelector('dialog .fields').innerText.includes('rate(1 day)')")
                .fill("dialog[open] #reason", "complaints");
        page.click(CONFIRM)
                .untilText("The definition is that of version 1 again")
                .untilText("“complaints”");
        assertThat(send("GET", "/api/schedules/" + id, "")
                        .path("schedule_expression")
                        .asText())
                .isEqualTo("rate(1 day)");
        page.click("Undo").until("document.querySelectorAll('.executions li').length === 4");
        assertThat(send("GET", "/api/schedules/" + id, "")
                        .at("/payload/message")
                        .asText())
                .isEqualTo("new");
    }

    @Test
    void deleted_schedule_is_restored_paused_with_its_labels() {
        String id = create("gone", "rate(1 day)", ",\"labels\":{\"team\":\"golf\"}");
        send("DELETE", "/api/schedules/" + id + "?reason=obsolete", "");
        go("#/schedules?status=deleted");
        page.click("gone").untilText("it can be restored").click("Changes").untilText("“obsolete”");
        page.click("Restore…").click(CONFIRM).untilText("gone is restored").untilText("because it is paused");
        assertThat(send("GET", "/api/schedules/" + id, "").at("/labels/team").asText())
                .isEqualTo("golf");
        page.untilText("team: golf");
    }

    @Test
    void labels_are_edited_and_filter_the_list() {
        create("other", "rate(1 day)", ",\"labels\":{\"team\":\"tennis\"}");
        go("#/new?starter=minutes");
        page.untilText("Every 15 minutes").fill("#name", "labelled").click("details.more:last-of-type summary");
        page.click("Add a label")
                .fill("[aria-label=\"Key of label 1\"]", "team")
                .fill("[aria-label=\"Value of label 1\"]", "<i>golf</i>");
        page.click("Add a label")
                .fill("[aria-label=\"Key of label 2\"]", "team")
                .untilText("team is there twice");
        page.click("[aria-label=\"Remove label 2\"]").until("!document.querySelector('fieldset .error')");
        page.click("Create").untilText("It runs next on");
        go("#/schedules");
        page.untilText("2 schedules").click("team: <i>golf</i>").untilText("1 of 1 match");
        assertThat(page.requests()).anyMatch(it -> it.contains("group=default") && it.contains("label=team%3A"));
        page.click(".chips .chip").untilText("2 of 2 match");
        page.fill(".filters label:nth-of-type(4) input", "lab").press("Enter").untilText("1 of 1 match");
    }

    @Test
    void many_are_changed_at_once_and_failures_are_listed_and_tried_again() {
        String first = create("bulk-1", "rate(1 day)", "");
        create("bulk-2", "rate(1 day)", "");
        create("bulk-3", "rate(1 day)", ",\"status\":\"paused\"");
        go("#/schedules");
        page.untilText("3 schedules").click(".bulk input").untilText("3 selected");
        page.click("Move…").fill("dialog[open] #move-group", "nowhere");
        page.click(CONFIRM)
                .untilText("3 of 3 failed")
                .untilText("invalid_group")
                .click("Try 3 again")
                .until("!document.querySelector('dialog [aria-busy=true]')")
                .press("Escape");
        page.until("!document.querySelector('dialog')")
                .click("Pause…")
                .until("document.querySelector('.names').innerText.includes('bulk-2')")
                .fill("dialog[open] #reason", "night shift");
        page.click(CONFIRM).untilText("3 schedules are paused").untilText("3 schedules");
        page.until("document.querySelectorAll('.row .badge.held').length === 3");
        assertThat(send("GET", "/api/schedules/" + first, "")
                        .path("pause_reason")
                        .asText())
                .isEqualTo("night shift");
        page.click("Undo").until("document.querySelectorAll('.row .badge.ok').length === 2");
        send("POST", "/api/schedules/" + first + "/pause", "{\"reason\":\"again\"}");
        readAgain();
        page.until("document.querySelectorAll('.row .badge.held').length === 2")
                .click(".bulk input")
                .click("Delete…")
                .until("document.querySelector('.names').innerText.includes('bulk-1')");
        page.click(CONFIRM).untilText("3 schedules are deleted");
        page.click("Undo")
                .until("document.querySelectorAll('.row .badge.ok').length === 1"
                        + " && document.querySelectorAll('.row .badge.held').length === 2");
        assertThat(send("GET", "/api/schedules/" + first, "")
                        .path("pause_reason")
                        .asText())
                .isEqualTo("again");
    }

    @Test
    void rows_are_selected_with_the_keyboard() {
        seed();
        go("#/schedules");
        page.untilText("4 schedules").eval("document.querySelector('.row input').focus()");
        page.press("Space").untilText("1 selected").press("ArrowDown").press("ArrowDown");
        page.press("Space").untilText("2 selected");
        page.eval("document.activeElement.dispatchEvent(new KeyboardEvent('keydown',"
                + " { key: 'a', ctrlKey: true, bubbles: true, cancelable: true }))");
        page.untilText("4 selected").press("Escape").until("!document.body.innerText.includes('selected')");
        page.press("End").until("document.activeElement.closest('li').getAttribute('aria-posinset') === '4'");
    }

    @Test
    void a_long_list_is_read_in_large_pages_and_only_its_visible_rows_are_read_again() {
        for (int i = 0; i < 130; i++) {
            create("row-" + i, "rate(1 day)", "");
        }
        go("#/schedules");
        page.untilText("130 schedules");
        assertThat(page.eval("document.querySelectorAll('.row').length").intValue())
                .isLessThan(40);
        readAgain();
        page.until("performance.getEntriesByType('resource').some(it => it.name.includes('schedule_ids='))");
        // The newest schedule is the first of the list only if it was created later than the others.
        send("POST", "/local/clock", "{\"advance\":\"PT1S\"}");
        create("newest", "rate(1 day)", "");
        readAgain();
        page.untilText("131 schedules").click(".bulk input").untilText("131 selected");
        page.click("Delete…")
                .click(CONFIRM)
                .untilText("131 schedules are deleted")
                .untilText("No schedules yet");
        assertThat(page.requests().stream().filter(it -> it.contains("/api/schedules/actions")))
                .hasSize(2);
    }

    @Test
    void unsaved_input_is_not_lost_unawares() {
        create("kept", "rate(1 day)", "");
        go("#/schedules");
        page.untilText("1 schedule").click("New schedule").untilText("The next ten firings appear here");
        page.fill("#name", "draft").click("JSON").click("Form");
        page.click("Overview").untilText("Leave without saving?").click("Stay");
        page.until("location.hash === '#/new' && document.querySelector('#name').value === 'draft'");
        page.eval("history.back()");
        page.until("location.hash.includes('view=json')");
        assertThat(page.eval("dispatchEvent(new Event('beforeunload', { cancelable: true }))")
                        .booleanValue())
                .isFalse();
        page.click("Groups").untilText("Leave without saving?");
        page.click(CONFIRM).untilText("A group is paused with one write");
        assertThat(page.eval("dispatchEvent(new Event('beforeunload', { cancelable: true }))")
                        .booleanValue())
                .isTrue();
    }

    @Test
    void what_cannot_be_read_is_never_called_well() {
        seed();
        go("");
        page.untilText("Next hour").untilText("attention").until("document.querySelector('.summary.ok')");
        runtime.close();
        readAgain();
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
        for (int i = 0; i < 120; i++) {
            page.press("Tab");
            focused.add(page.eval(
                            "(() => { const e = document.activeElement; const s = getComputedStyle(e); return"
                                    + " e === document.body ? '' : (e.innerText || e.getAttribute('aria-label') || e.tagName).trim() + (s.outlineStyle === 'none' ? ' WITHOUT FOCUS MARK' : ''); })()")
                    .asText());
        }

        assertThat(focused)
                .startsWith("Skip to the content")
                .contains("Overview", "Run now…", "Pause…", "Edit", "Delete…", "Executions", "Changes");
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
