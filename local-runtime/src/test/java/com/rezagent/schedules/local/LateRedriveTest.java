package com.rezagent.schedules.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.Http.Response;
import com.rezagent.schedules.record.CommandOutcome;
import com.rezagent.schedules.schedule.ScheduleId;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Redrives dead letters over HTTP three weeks later, after the schedules have changed. */
class LateRedriveTest {
    private static final String HOURLY = definition("cron(0 * * * ? *)");
    private static final String ONCE = definition("at(2025-11-06T21:00:00)");

    @AutoClose
    private final SchemaCheckedRuntime runtime = SchemaCheckedRuntime.manual("2025-11-06T20:30:00Z");

    private final Http http = runtime.http();

    private static String definition(String expression) {
        return "{\"name\":\"redriven\",\"schedule_expression\":\"" + expression
                + "\",\"target_type\":\"web_action\",\"payload\":{\"a\":1}}";
    }

    /** Sends a request and checks that its command has taken effect. */
    private JsonNode sendAndWait(String method, String path, String body) {
        Response response = http.send(method, path, body, "Prefer", "wait=10");
        assertThat(response.status()).as(response.response().body()).isIn(200, 201);
        return response.json();
    }

    private String created(String body) {
        return "/api/schedules/"
                + sendAndWait("POST", "/api/schedules", body)
                        .path("schedule_id")
                        .asText();
    }

    /** Crashes the scheduler function the next three times that it calls a store operation. */
    private void crashOn(String operation) {
        Response armed = http.post(
                "/local/faults",
                "{\"caller\":\"scheduler\",\"target\":\"store\",\"operation\":\"" + operation
                        + "\",\"error\":\"crash_before\",\"times\":3}");
        assertThat(armed.status()).isEqualTo(200);
    }

    /** Sends a request whose command becomes a dead letter, and returns the command id. */
    private String deadLettered(String operation, String method, String path, String body) {
        crashOn(operation);
        Response pending = http.send(method, path, body, "Prefer", "wait=0");
        assertThat(pending.status()).as(pending.response().body()).isEqualTo(202);
        http.advance("PT4M");
        assertThat(deadLetters()).hasSize(1);
        return pending.json().path("command_id").asText();
    }

    private JsonNode deadLetters() {
        return http.get("/local/dead-letters").json().path("dead_letters");
    }

    private void redriveThreeWeeksLate() {
        http.advance("P21D");
        JsonNode deadLetter = deadLetters().path(0);
        assertThat(deadLetter.path("parked_at").asText()).startsWith("2025-11-06T");

        JsonNode response =
                http.send("POST", "/local/dead-letters/redrive", null).json();

        assertThat(response.path("redriven").asInt()).isEqualTo(1);
        assertThat(deadLetters()).isEmpty();
    }

    private JsonNode read(String schedule) {
        return http.get(schedule).json();
    }

    private String status(String schedule) {
        return read(schedule).path("status").asText();
    }

    private JsonNode engine() {
        return http.get("/local/engine/schedules").json().path("schedules");
    }

    /** Returns the scheduled times of the messages in the target topic. */
    private List<String> fired() {
        return http.messages("web-actions")
                .valueStream()
                .map(it -> it.at("/attributes/scheduled_time").asText())
                .toList();
    }

    private List<String> notices() {
        return http.messages("notifications")
                .valueStream()
                .map(it -> Json.parse(it.path("message").asText())
                        .at("/payload/code")
                        .asText())
                .toList();
    }

    private CommandOutcome.Result result(String schedule, String commandId) {
        ScheduleId id = new ScheduleId(schedule.substring(schedule.lastIndexOf('/') + 1));
        return runtime.system()
                .store()
                .find(id)
                .orElseThrow()
                .outcomeOf(commandId)
                .orElseThrow()
                .result();
    }

    /** Checks that a schedule stays deleted, has no engine entry and never fires again, even after reconcile runs. */
    private void assertStaysDeleted(String schedule, List<String> firedBefore) {
        for (String later : List.of("PT0S", "PT3H", "P2D")) {
            http.advance(later);
            http.send("POST", "/local/reconcile", null);
            assertThat(status(schedule)).as("after %s", later).isEqualTo("deleted");
            assertThat(http.get("/api/schedules").json().path("schedules")).isEmpty();
            assertThat(engine()).as("after %s", later).isEmpty();
            assertThat(fired()).as("after %s", later).isEqualTo(firedBefore);
        }
        assertThat(deadLetters()).isEmpty();
    }

    @Test
    void a_create_does_not_restore_a_schedule_deleted_since() {
        String command = deadLettered("insert", "POST", "/api/schedules", HOURLY);
        String schedule = created(HOURLY);
        sendAndWait("DELETE", schedule, null);
        List<String> before = fired();

        redriveThreeWeeksLate();

        assertThat(result(schedule, command)).isEqualTo(CommandOutcome.Result.STALE);
        assertStaysDeleted(schedule, before);
        assertThat(notices()).isEmpty();
    }

    /** The command has no id and time of its own. Those of its SNS message apply, and a redrive must preserve them. */
    @Test
    void an_sns_create_does_not_restore_a_schedule_deleted_since() {
        crashOn("insert");
        String command = http.post(
                        "/local/topics/schedule-creation/messages",
                        "{\"action\":\"create\",\"schedule\":" + HOURLY + "}")
                .json()
                .path("message_id")
                .asText();
        http.advance("PT4M");
        assertThat(deadLetters()).hasSize(1);
        String schedule = created(HOURLY);
        sendAndWait("DELETE", schedule, null);

        redriveThreeWeeksLate();

        assertThat(result(schedule, command)).isEqualTo(CommandOutcome.Result.STALE);
        assertStaysDeleted(schedule, List.of());
    }

    @Test
    void an_update_or_resume_does_not_restore_a_schedule_deleted_since() {
        String schedule = created(HOURLY);
        sendAndWait("POST", schedule + "/pause", null);
        String update = deadLettered("replace", "PUT", schedule, definition("rate(5 minutes)"));
        crashOn("replace");
        String resume = http.send("POST", schedule + "/resume", null, "Prefer", "wait=0")
                .json()
                .path("command_id")
                .asText();
        http.advance("PT4M");
        assertThat(deadLetters()).hasSize(2);
        sendAndWait("DELETE", schedule, null);
        http.advance("P21D");

        assertThat(http.send("POST", "/local/dead-letters/redrive", null)
                        .json()
                        .path("redriven")
                        .asInt())
                .isEqualTo(2);

        assertThat(result(schedule, update)).isEqualTo(CommandOutcome.Result.STALE);
        assertThat(result(schedule, resume)).isEqualTo(CommandOutcome.Result.STALE);
        assertStaysDeleted(schedule, List.of());
        assertThat(notices()).isEmpty();
    }

    @Test
    void a_delete_does_not_remove_a_schedule_created_again_since() {
        String schedule = created(HOURLY);
        String command = deadLettered("replace", "DELETE", schedule, null);
        sendAndWait("DELETE", schedule, null);
        created(HOURLY);

        redriveThreeWeeksLate();

        assertThat(result(schedule, command)).isEqualTo(CommandOutcome.Result.OVERTAKEN);
        assertThat(status(schedule)).isEqualTo("active");
        int before = fired().size();
        http.advance("PT2H");
        assertThat(fired()).hasSize(before + 2);
    }

    @Test
    void a_create_without_later_commands_takes_effect_and_fires_from_then_on() {
        deadLettered("insert", "POST", "/api/schedules", HOURLY);

        redriveThreeWeeksLate();

        assertThat(fired()).as("past firings are not published").isEmpty();
        http.advance("PT1H");
        assertThat(fired()).containsExactly("2025-11-27T21:00:00Z");
    }

    @Test
    void a_create_whose_only_time_has_passed_never_fires() {
        deadLettered("insert", "POST", "/api/schedules", ONCE);

        redriveThreeWeeksLate();
        http.advance("P2D");

        assertThat(engine()).isEmpty();
        assertThat(fired()).isEmpty();
    }

    @Test
    void a_command_older_than_thirty_days_is_refused_with_a_notification() {
        deadLettered("insert", "POST", "/api/schedules", HOURLY);
        http.advance("P10D");

        redriveThreeWeeksLate();

        assertThat(notices()).containsExactly("command_expired");
        assertThat(http.get("/api/schedules").json().path("schedules")).isEmpty();
        assertThat(engine()).isEmpty();
    }

    /** Lets the firing at 21:00 fail until it becomes a dead letter. */
    private void deadLetterFiring() {
        crashOn("claim");
        http.advance("PT34M");
        assertThat(deadLetters()).hasSize(1);
        assertThat(deadLetters().path(0).path("event").path("scheduled_time").asText())
                .isEqualTo("2025-11-06T21:00:00Z");
        assertThat(fired()).isEmpty();
    }

    private JsonNode executions(String schedule) {
        return http.get(schedule + "/executions").json().path("executions");
    }

    @Test
    void a_dead_letter_firing_is_published_once_with_its_scheduled_time() {
        String schedule = created(ONCE);
        deadLetterFiring();
        http.advance("P1DT1H");
        http.send("POST", "/local/reconcile", null);
        assertThat(executions(schedule).path(0).path("outcome").asText()).isEqualTo("missed");

        redriveThreeWeeksLate();

        assertThat(fired()).containsExactly("2025-11-06T21:00:00Z");
        assertThat(executions(schedule)).singleElement().satisfies(it -> {
            assertThat(it.path("outcome").asText()).isEqualTo("published");
            assertThat(it.path("scheduled_time").asText()).isEqualTo("2025-11-06T21:00:00Z");
        });
        assertThat(read(schedule).path("execution_count").asInt()).isEqualTo(1);
        assertThat(status(schedule)).isEqualTo("completed");
        assertThat(engine()).isEmpty();
    }

    @Test
    void a_firing_of_a_schedule_deleted_since_is_skipped() {
        String schedule = created(ONCE);
        deadLetterFiring();
        sendAndWait("DELETE", schedule, null);

        redriveThreeWeeksLate();

        assertThat(executions(schedule)).singleElement().satisfies(it -> {
            assertThat(it.path("outcome").asText()).isEqualTo("skipped");
            assertThat(it.path("error").asText()).startsWith("deleted");
        });
        assertStaysDeleted(schedule, List.of());
    }

    @Test
    void a_firing_that_the_new_definition_does_not_contain_is_skipped() {
        String schedule = created(ONCE);
        deadLetterFiring();
        sendAndWait("PUT", schedule, definition("cron(30 6 1 1 ? *)"));

        redriveThreeWeeksLate();

        assertThat(fired()).isEmpty();
        assertThat(executions(schedule).path(0).path("outcome").asText()).isEqualTo("skipped");
        assertThat(status(schedule)).isEqualTo("active");
    }

    @Test
    void a_trigger_of_a_schedule_deleted_since_is_skipped() {
        String schedule = created(HOURLY);
        crashOn("claim");
        assertThat(http.send("POST", schedule + "/trigger", null).status()).isEqualTo(202);
        http.advance("PT4M");
        assertThat(deadLetters()).hasSize(1);
        sendAndWait("DELETE", schedule, null);

        redriveThreeWeeksLate();

        assertThat(executions(schedule).path(0).path("outcome").asText()).isEqualTo("skipped");
        assertStaysDeleted(schedule, List.of());
    }
}
