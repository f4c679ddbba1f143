package com.rezagent.schedules.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.Http.Response;
import com.rezagent.schedules.schedule.ScheduleName;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Regression tests for past errors of the command protocol, each as a client would observe it, with variations. */
class ProtocolRegressionTest {
    private static final String EVERY_MINUTE = "cron(* * * * ? *)";
    private static final String HOURLY = "cron(0 * * * ? *)";
    private static final String NEW_YEAR_2030 = "cron(0 0 1 1 ? 2030)";

    @AutoClose
    private final SchemaCheckedRuntime runtime = SchemaCheckedRuntime.manual("2026-01-01T00:00:00Z");

    private final Http http = runtime.http();

    private static String id(String name) {
        return ScheduleName.parse(name).id().value();
    }

    private static String path(String name) {
        return "/api/schedules/" + id(name);
    }

    /** Returns JSON, with the apostrophes of these tests replaced by quotation marks. */
    private static String json(String text) {
        return text.replace('\'', '"');
    }

    /** Splits a table into rows (lines) and cells (separated by bars). */
    private static List<String[]> table(String rows) {
        return rows.lines().map(line -> line.split(" \\| ")).toList();
    }

    private static String body(String name, String expression, String more) {
        return json("{'name':'" + name + "','schedule_expression':'" + expression + "','target_type':'web_action'"
                + (more.contains("'payload'") ? "" : ",'payload':{'v':1}") + (more.isEmpty() ? "" : "," + more) + "}");
    }

    private Response requestCreate(String name, String expression, String more, String... headers) {
        return http.send("POST", "/api/schedules", body(name, expression, more), headers);
    }

    private void create(String name, String expression, String more) {
        http.created(body(name, expression, more));
    }

    private Response replace(String name, String expression, String more) {
        return http.send("PUT", path(name), body(name, expression, more), "Prefer", "wait=10");
    }

    private Response send(String action, String name, String... headers) {
        return action.equals("delete")
                ? http.send("DELETE", path(name), null, headers)
                : http.send("POST", path(name) + "/" + action, null, headers);
    }

    private void sendAndWait(String action, String name) {
        assertThat(send(action, name, "Prefer", "wait=10").status()).as(action).isEqualTo(200);
    }

    private void publish(String command) {
        assertThat(http.post("/local/topics/schedule-creation/messages", json(command))
                        .status())
                .isEqualTo(200);
        http.advance("PT0S");
    }

    private void publish(String action, String name, String more) {
        publish("{'action':'" + action + "','schedule_id':'" + id(name) + "'" + more + "}");
    }

    private void injectFault(String caller, String target, String operation, String error, int times) {
        String fault = "{'caller':'" + caller + "','target':'" + target + "','operation':'" + operation + "','error':'"
                + error + "','times':" + times + "}";
        assertThat(http.post("/local/faults", json(fault)).status()).isEqualTo(200);
    }

    private JsonNode read(String name) {
        return http.get(path(name)).json();
    }

    private String status(String name) {
        return read(name).path("status").asText();
    }

    private List<JsonNode> messages(String topic, String name) {
        return http.messages(topic)
                .valueStream()
                .map(it -> Json.parse(it.path("message").asText()))
                .filter(it -> it.path("schedule_id").asText().equals(id(name)))
                .toList();
    }

    /** Returns the scheduled times of the published messages, in order. */
    private List<String> fired(String name) {
        return messages("web-actions", name).stream()
                .map(it -> it.path("scheduled_time").asText())
                .toList();
    }

    private List<String> notices(String name) {
        return messages("notifications", name).stream()
                .map(it -> it.path("payload"))
                .map(it -> it.path("action").asText() + " " + it.path("code").asText())
                .toList();
    }

    // --- A1: a command does not cancel a command on another register ---

    @ParameterizedTest
    @CsvSource({"delete, resume, deleted", "delete, pause, deleted", "resume, trigger, active"})
    void a_delayed_command_still_takes_effect(String delayed, String next, String end) {
        create("hourly", HOURLY, "");
        if (delayed.equals("resume")) {
            sendAndWait("pause", "hourly");
        }
        injectFault("scheduler", "store", "*", "throttled", 1);
        assertThat(send(delayed, "hourly").status()).isEqualTo(202);
        send(next, "hourly");

        http.advance("PT10M");
        assertThat(status("hourly")).isEqualTo(end);
        int before = fired("hourly").size();
        http.advance("PT2H");
        assertThat(fired("hourly")).hasSize(before + (end.equals("active") ? 2 : 0));
    }

    @Test
    void a_delayed_pause_takes_effect_after_an_identical_create() {
        create("hourly", HOURLY, "");
        injectFault("scheduler", "store", "*", "throttled", 1);
        send("pause", "hourly");
        requestCreate("hourly", HOURLY, "", "Prefer", "wait=0");

        http.advance("PT2H");
        assertThat(status("hourly")).isEqualTo("paused");
        assertThat(fired("hourly")).isEmpty();
    }

    @Test
    void a_delayed_replacement_takes_effect_after_an_identical_create() {
        create("hourly", HOURLY, "");
        injectFault("scheduler", "store", "*", "throttled", 1);
        http.send("PUT", path("hourly"), body("hourly", "cron(30 * * * ? *)", ""));
        requestCreate("hourly", HOURLY, "", "Prefer", "wait=0");

        http.advance("PT2H");
        assertThat(fired("hourly")).containsExactly("2026-01-01T00:30:00Z", "2026-01-01T01:30:00Z");
    }

    @Test
    void a_pause_delivered_before_its_create_of_a_completed_name_takes_effect() {
        create("again", "at(2026-01-01T00:01:00)", "");
        http.advance("PT10M");
        injectFault("scheduler", "store", "*", "throttled", 1);
        requestCreate("again", EVERY_MINUTE, "", "Prefer", "wait=0");
        send("pause", "again");

        http.advance("PT1H");
        assertThat(status("again")).isEqualTo("paused");
        assertThat(fired("again")).containsExactly("2026-01-01T00:01:00Z");
    }

    // --- A2: a publisher's fast clock affects only the order of commands on the same schedule ---

    @Test
    void a_fast_clock_on_one_schedule_does_not_affect_others() {
        for (String[] row : table("""
                a5 | 2026-01-01T00:05:00Z
                a4 | 2026-01-01T00:04:59.999999999Z
                a60 | 2026-01-01T01:00:00Z
                ever | 9999-12-31T23:59:59Z
                """)) {
            create(row[0], HOURLY, "");
            publish("pause", row[0], ",'requested_at':'" + row[1] + "'");
            sendAndWait("resume", row[0]);
            assertThat(status(row[0])).as(row[1]).isEqualTo("active");
        }

        create("b", EVERY_MINUTE, "");
        create("c", "at(2026-01-01T00:03:00)", "");

        assertThat(read("b").path("created_at").asText()).isEqualTo("2026-01-01T00:00:00Z");
        http.advance("PT4M");
        assertThat(fired("b")).hasSize(4);
        assertThat(fired("c")).containsExactly("2026-01-01T00:03:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-01-01T00:04:30Z", "2026-01-01T01:00:00Z"})
    void a_fast_clock_does_not_shift_firings_of_its_schedule(String requestedAt) {
        String requestedAtField = ",'requested_at':'" + requestedAt + "'}";
        publish("{'action':'create','schedule':" + body("rate", "rate(30 days)", "") + requestedAtField);
        publish("{'action':'create','schedule':" + body("at", "at(2026-01-01T00:02:00)", "") + requestedAtField);
        http.advance("PT3M");

        assertThat(read("rate").path("created_at").asText()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(fired("rate")).containsExactly("2026-01-01T00:00:00Z");
        assertThat(fired("at")).containsExactly("2026-01-01T00:02:00Z");
    }

    // --- A3: a firing due before the engine entry exists is executed as soon as the schedule is converged ---

    @ParameterizedTest
    @CsvSource({
        "at(2026-01-01T00:00:30), throttled, 1, 2026-01-01T00:00:30Z",
        "at(2026-01-01T00:00:30), timeout_before, 2, 2026-01-01T00:00:30Z",
        "at(2026-01-01T00:00:30), crash_after, 1, 2026-01-01T00:00:30Z",
        "cron(1 0 1 1 ? *), throttled, 2, 2026-01-01T00:01:00Z",
        "rate(30 days), throttled, 2, 2026-01-01T00:00:00Z",
    })
    void a_firing_due_before_convergence_is_executed(String expression, String error, int times, String due) {
        injectFault("scheduler", "engine", "create", error, times);
        requestCreate("soon", expression, "", "Prefer", "wait=0");

        http.advance("PT5M");
        assertThat(fired("soon")).containsExactly(due);
        assertThat(notices("soon")).isEmpty();
    }

    // --- A4: firings skipped during a pause are not caught up ---

    @Test
    void a_first_firing_during_a_pause_is_not_caught_up() {
        List<String[]> rows = table("""
                second | rate(12 hours) | PT1H1S | 2026-01-01T22:00:00Z
                minutes | rate(1 day) | PT1M59S | 2026-01-02T10:00:00Z
                cron | cron(0 10 * * ? *) | PT0S | 2026-01-02T10:00:00Z
                latest | rate(1 day) | PT1M59S | 2026-01-02T10:00:00Z
                """);
        rows.forEach(row -> create(row[0], row[1], "'start_date':'2026-01-01T10:00:00Z'"));
        http.advance("PT9H");
        rows.forEach(row -> sendAndWait("pause", row[0]));
        for (String[] row : rows) {
            http.advance(row[2]);
            sendAndWait("resume", row[0]);
        }
        http.advance("P1D");

        rows.forEach(row -> assertThat(fired(row[0])).as(row[0]).first().isEqualTo(row[3]));
    }

    @Test
    void a_schedule_created_paused_catches_up_no_firings() {
        create("paused", "rate(1 day)", "'status':'paused','start_date':'2026-01-01T00:10:00Z'");
        http.advance("PT12M");
        sendAndWait("resume", "paused");
        http.advance("P1D");
        assertThat(fired("paused")).containsExactly("2026-01-02T00:10:00Z");
    }

    // --- A5: an outdated engine entry executes only firings of the current definition ---

    @Test
    void an_outdated_entry_does_not_fire_the_new_definition() {
        List<String[]> rows = table("""
                rate | rate(7 days) | 'start_date':'2026-01-05T00:00:00Z'
                same | rate(1 minute) | 'start_date':'2026-01-05T00:00:00Z'
                cron | cron(0 9 * * ? *) | 'timezone':'America/New_York'
                at | at(2026-01-05T00:00:00) | 'timezone':'UTC'
                """);
        rows.forEach(row -> create(row[0], "rate(1 minute)", ""));
        http.advance("PT3M");
        injectFault("scheduler", "engine", "update", "throttled", 2 * rows.size());
        for (String[] row : rows) {
            String other = body(row[0], row[1], row[2] + ",'payload':{'v':2}");
            assertThat(http.send("PUT", path(row[0]), other).status()).isEqualTo(202);
        }

        http.advance("PT10M");
        for (String[] row : rows) {
            assertThat(fired(row[0])).as(row[0]).hasSize(4).last().isEqualTo("2026-01-01T00:03:00Z");
            assertThat(http.get(path(row[0]) + "/executions").json().path("executions"))
                    .filteredOn(it -> it.path("scheduled_time").asText().equals("2026-01-01T00:04:00Z"))
                    .singleElement()
                    .satisfies(it -> assertThat(it.toString()).contains("skipped", "outdated"));
        }
    }

    // --- A6: each incarnation has its own firings ---

    @ParameterizedTest
    @CsvSource({
        "rate(30 days), PT0S, 2026-01-01T00:00:00Z, 2",
        "rate(30 days), PT0.4S, 2026-01-01T00:00:00Z, 2",
        "at(2026-01-01T00:00:05), PT0.4S, 2026-01-01T00:00:05Z, 1",
        "cron(1 0 1 1 ? *), PT0.4S, 2026-01-01T00:01:00Z, 1",
    })
    void a_schedule_recreated_within_a_second_has_its_own_firings(
            String expression, String between, String first, int publications) {
        create("again", expression, "");
        http.advance(between);
        sendAndWait("delete", "again");
        create("again", expression, "'payload':{'v':2}");
        http.advance("PT2M");

        assertThat(fired("again")).hasSize(publications).containsOnly(first);
        assertThat(messages("web-actions", "again").get(publications - 1).path("payload"))
                .isEqualTo(Json.parse(json("{'v':2}")));
        assertThat(read("again").path("execution_count").asInt()).isEqualTo(1);
    }

    // --- A7: a trigger takes effect once ---

    @Test
    void a_trigger_delivered_twice_executes_once() {
        List<String[]> rows = table("""
                same | PT0S | 'command_id':'k'
                moment | PT1S | 'command_id':'k'
                other | PT0S | 'command_id':'k','requested_at':'2025-12-31T23:59:00Z'
                weeks | P40D | 'command_id':'k'
                """);
        rows.forEach(row -> create(row[0], NEW_YEAR_2030, ""));
        rows.forEach(row -> publish("trigger", row[0], ",'command_id':'k'"));
        for (String[] row : rows) {
            http.advance(row[1]);
            publish("trigger", row[0], "," + row[2]);
        }
        http.advance("PT1M");

        rows.forEach(row -> assertThat(fired(row[0])).as(row[0]).containsExactly("2026-01-01T00:00:00Z"));
    }

    @Test
    void a_trigger_executes_once_even_after_its_outcome_was_evicted() {
        create("rare", NEW_YEAR_2030, "");
        publish("trigger", "rare", ",'command_id':'k'");
        for (int i = 0; i < 51; i++) {
            publish("pause", "rare", "");
            publish("resume", "rare", "");
        }
        publish("trigger", "rare", ",'command_id':'k'");
        http.advance("PT1M");

        assertThat(fired("rare")).hasSize(1);
    }

    // --- A8: a request with an Idempotency-Key may be repeated ---

    @Test
    void a_trigger_with_an_idempotency_key_may_be_repeated_after_a_503() {
        for (String error : List.of("timeout_after", "timeout_late", "timeout_before", "throttled")) {
            String name = error.replace('_', '-');
            create(name, NEW_YEAR_2030, "");
            injectFault("api", "topics", "publish", error, 1);
            Response first = send("trigger", name, "Idempotency-Key", "k");
            assertThat(first.status()).isEqualTo(503);
            Response second = send("trigger", name, "Idempotency-Key", "k");
            http.advance("PT1M");

            assertThat(second.status()).isEqualTo(202);
            assertThat(first.json().path("command_id").asText())
                    .startsWith("cmd_")
                    .isEqualTo(second.json().path("command_id").asText());
            assertThat(fired(name)).as(error).hasSize(1);
        }
    }

    @Test
    void a_503_after_a_publish_contains_the_command_id() {
        create("rare", NEW_YEAR_2030, "");
        for (String action : List.of("pause", "resume", "delete")) {
            injectFault("api", "topics", "publish", "timeout_after", 1);
            Response response = send(action, "rare");
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.json().path("command_id").asText()).startsWith("cmd_");
            sendAndWait(action, "rare");
        }
    }

    // --- A9: a repeated create or replacement of a completed schedule succeeds ---

    @Test
    void a_repeated_create_or_replacement_of_a_completed_schedule_succeeds() {
        List<String[]> rows = table("""
                at | at(2026-01-01T00:01:00) | 'timezone':'UTC'
                cron | cron(0 * * * ? *) | 'end_date':'2026-01-01T02:00:00Z'
                rate | rate(1 hour) | 'start_date':'2026-01-01T00:00:00Z','end_date':'2026-01-01T02:00:00Z'
                """);
        rows.forEach(row -> create(row[0], row[1], row[2]));
        List<String> tags =
                rows.stream().map(row -> http.get(path(row[0])).header("ETag")).toList();
        http.advance("PT3H");
        List<List<String>> firings = rows.stream().map(row -> fired(row[0])).toList();

        for (int i = 0; i < rows.size(); i++) {
            String[] row = rows.get(i);
            String changed = row[2] + ",'payload':{'v':2}";
            assertThat(List.of(
                            requestCreate(row[0], row[1], row[2], "Prefer", "wait=10"),
                            replace(row[0], row[1], row[2]),
                            replace(row[0], row[1], changed),
                            http.send("PUT", path(row[0]), body(row[0], row[1], changed), "If-Match", tags.get(i))))
                    .allSatisfy(it -> {
                        assertThat(it.status()).as(row[0]).isEqualTo(200);
                        assertThat(it.json().path("status").asText()).isEqualTo("completed");
                    });
        }
        http.advance("P1D");
        for (int i = 0; i < rows.size(); i++) {
            assertThat(status(rows.get(i)[0])).isEqualTo("completed");
            assertThat(fired(rows.get(i)[0])).isNotEmpty().isEqualTo(firings.get(i));
        }
    }

    // --- A10: a rate whose start has just passed fires immediately ---

    @Test
    void a_start_that_has_just_passed_fires_immediately() {
        List<String[]> rows = table("""
                now | 2026-01-01T00:00:00Z
                second | 2025-12-31T23:59:59Z
                send | 2025-12-31T23:56:01Z
                unsent | 2025-12-31T23:55:59Z
                oldest | 2025-12-31T23:55:01Z
                """);
        rows.forEach(row -> create(row[0], "rate(30 days)", "'start_date':'" + row[1] + "'"));
        http.advance("PT1S");
        rows.forEach(row -> assertThat(fired(row[0])).as(row[0]).containsExactly(row[1]));
    }

    @Test
    void a_replacement_whose_start_has_just_passed_fires_immediately() {
        create("started", NEW_YEAR_2030, "");
        http.advance("PT1H");
        replace("started", "rate(30 days)", "'start_date':'2026-01-01T00:59:59Z'");
        http.advance("PT1S");
        assertThat(fired("started")).containsExactly("2026-01-01T00:59:59Z");
    }

    // --- A11: a rate changed in its last period fires until its end ---

    @Test
    void a_rate_changed_in_its_last_period_fires_until_its_end() {
        List<String[]> rows = table("""
                payload | PT4H30M | 'payload':{'v':2}
                window | PT0S | 'flexible_time_window_minutes':5
                minutes | PT1H27M | 'retry_policy':{'maximum_retry_attempts':3}
                second | PT2M59S | 'retry_policy':{'maximum_retry_attempts':3}
                """);
        String dates = "'start_date':'2026-01-01T06:00:00Z','end_date':'2026-01-01T12:00:00Z'";
        http.advance("PT6H");
        rows.forEach(row -> create(row[0], "rate(2 hours)", dates));
        for (String[] row : rows) {
            http.advance(row[1]);
            assertThat(replace(row[0], "rate(2 hours)", dates + "," + row[2]).status())
                    .isEqualTo(200);
        }
        http.advance("PT2H");

        for (String[] row : rows) {
            assertThat(fired(row[0]))
                    .as(row[0])
                    .containsExactly(
                            "2026-01-01T06:00:00Z",
                            "2026-01-01T08:00:00Z",
                            "2026-01-01T10:00:00Z",
                            "2026-01-01T12:00:00Z");
            assertThat(status(row[0])).isEqualTo("completed");
        }
    }

    // --- A12: a command for an unknown schedule is refused, regardless of the publisher's clock ---

    @Test
    void a_command_for_an_unknown_schedule_is_refused_after_two_minutes() {
        List<String[]> rows = table("""
                pause | 2026-01-01T00:04:30Z
                resume | 2026-01-01T00:04:59Z
                delete | 2026-01-01T01:00:00Z
                trigger | 2026-01-01T00:04:30Z
                """);
        rows.forEach(row -> publish(row[0], "no-" + row[0], ",'requested_at':'" + row[1] + "'"));
        http.advance("PT1M59S");
        rows.forEach(row -> assertThat(notices("no-" + row[0])).isEmpty());
        http.advance("PT3M");

        rows.forEach(row -> assertThat(notices("no-" + row[0]))
                .as(row[0])
                .containsExactly("schedule_command_refused schedule_not_found"));
        assertThat(http.get("/local/dead-letters").json().path("dead_letters")).isEmpty();
    }

    // --- further cases ---

    /** A pause ends in the middle of a second. The firing at the beginning of that second was skipped. */
    @Test
    void a_firing_half_a_second_before_a_resume_is_not_caught_up() {
        create("held", "rate(1 day)", "'start_date':'2026-01-01T10:00:00Z'");
        http.advance("PT9H");
        sendAndWait("pause", "held");
        http.advance("PT1H0.5S");
        sendAndWait("resume", "held");
        http.advance("PT5M");
        assertThat(fired("held")).isEmpty();
    }

    /** Firings missed while the schedule was completed are not caught up. */
    @Test
    void a_completed_rate_that_is_extended_fires_at_its_next_execution() {
        create("over", "rate(1 hour)", "'end_date':'2026-01-01T02:00:00Z'");
        http.advance("PT4H2M");
        assertThat(replace("over", "rate(1 hour)", "")
                        .json()
                        .path("next_execution")
                        .asText())
                .isEqualTo("2026-01-01T05:00:00Z");
        http.advance("PT1H");
        assertThat(fired("over")).last().isEqualTo("2026-01-01T05:00:00Z");
        assertThat(fired("over")).doesNotContain("2026-01-01T04:00:00Z");
    }

    /** An entry whose last firing may not have been delivered yet is not deleted. */
    @Test
    void a_replacement_within_the_last_window_keeps_the_engine_entry() {
        create("window", "at(2026-01-01T01:00:00)", "'flexible_time_window_minutes':30");
        http.advance("PT1H1M");
        assertThat(fired("window")).isEmpty();
        replace("window", "at(2026-01-01T01:00:00)", "'flexible_time_window_minutes':40");
        assertThat(http.get("/local/engine/schedules").json().path("schedules")).hasSize(1);
    }

    /** An engine call that takes effect late may leave a correct entry whose firing time has already passed. */
    @ParameterizedTest
    @CsvSource({
        "create, at(2026-01-01T00:00:20), 2026-01-01T00:00:20Z",
        "update, at(2026-01-01T00:00:20), 2026-01-01T00:00:20Z",
        "update, cron(1 0 1 1 ? *), 2026-01-01T00:01:00Z",
    })
    void an_engine_entry_created_after_its_firing_time_does_not_lose_the_firing(
            String operation, String expression, String due) {
        if (operation.equals("update")) {
            create("late", NEW_YEAR_2030, "");
        }
        if (expression.startsWith("cron")) {
            http.advance("PT40S");
        }
        injectFault("scheduler", "engine", operation, "timeout_late", 1);
        if (operation.equals("update")) {
            http.send("PUT", path("late"), body("late", expression, ""));
        } else {
            requestCreate("late", expression, "", "Prefer", "wait=0");
        }
        http.advance("PT5M");
        assertThat(fired("late")).containsExactly(due);
    }
}
