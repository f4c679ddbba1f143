package com.rezagent.schedules.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.Http.Response;
import com.rezagent.schedules.local.clock.ClockSpeed;
import com.rezagent.schedules.schedule.CommandOutcome;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Over HTTP: what was given up on is sent again three weeks later, when the world has moved on. */
class LateRedriveTest {
    private static final String HOURLY = definition("cron(0 * * * ? *)");
    private static final String ONCE = definition("at(2025-11-06T21:00:00)");

    private final SchemaCheckedRuntime runtime = SchemaCheckedRuntime.start(
            LocalSettings.inMemory().at(ClockSpeed.MANUAL).startingAt(Instant.parse("2025-11-06T20:30:00Z")));
    private final Http http = runtime.http();

    @AfterEach
    void close() {
        runtime.close();
    }

    private static String definition(String expression) {
        return "{\"name\":\"redriven\",\"schedule_expression\":\"" + expression
                + "\",\"target_type\":\"web_action\",\"payload\":{\"a\":1}}";
    }

    /** Asks, and sees it in force. */
    private JsonNode done(String method, String path, String body) {
        Response response = http.send(method, path, body, "Prefer", "wait=10");
        assertThat(response.status()).as(response.response().body()).isIn(200, 201);
        return response.json();
    }

    private String created(String body) {
        return "/api/schedules/"
                + done("POST", "/api/schedules", body).path("schedule_id").asText();
    }

    private void advance(String duration) {
        assertThat(http.post("/local/clock", "{\"advance\":\"" + duration + "\"}")
                        .status())
                .isEqualTo(200);
    }

    /** Has the scheduler function die three times of the next thing that it asks of the store. */
    private void dieOf(String operation) {
        Response armed = http.post(
                "/local/faults",
                "{\"caller\":\"scheduler\",\"target\":\"store\",\"operation\":\"" + operation
                        + "\",\"error\":\"crash_before\",\"times\":3}");
        assertThat(armed.status()).isEqualTo(200);
    }

    /** Asks for what is then given up on; answers the command's id. */
    private String givenUp(String operation, String method, String path, String body) {
        dieOf(operation);
        Response pending = http.send(method, path, body, "Prefer", "wait=0");
        assertThat(pending.status()).as(pending.response().body()).isEqualTo(202);
        advance("PT4M");
        assertThat(letters()).hasSize(1);
        return pending.json().path("command_id").asText();
    }

    private JsonNode letters() {
        return http.get("/local/dead-letters").json().path("dead_letters");
    }

    private void redriveThreeWeeksLate() {
        advance("P21D");
        JsonNode letter = letters().path(0);
        assertThat(letter.path("parked_at").asText()).startsWith("2025-11-06T");

        JsonNode answer = http.send("POST", "/local/dead-letters/redrive", null).json();

        assertThat(answer.path("redriven").asInt()).isEqualTo(1);
        assertThat(letters()).isEmpty();
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

    /** The scheduled times of what the target's topic received. */
    private List<String> fired() {
        List<String> times = new ArrayList<>();
        http.get("/local/topics/web-actions/messages")
                .json()
                .path("messages")
                .forEach(it ->
                        times.add(it.path("attributes").path("scheduled_time").asText()));
        return times;
    }

    private List<String> notices() {
        List<String> codes = new ArrayList<>();
        http.get("/local/topics/notifications/messages")
                .json()
                .path("messages")
                .forEach(it -> codes.add(Json.parse(it.path("message").asText())
                        .path("payload")
                        .path("code")
                        .asText()));
        return codes;
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

    /** Not in the store, not in the engine, and never again on a topic, reconcile runs notwithstanding. */
    private void assertGoneForGood(String schedule, List<String> firedBefore) {
        for (String later : List.of("PT0S", "PT3H", "P2D")) {
            advance(later);
            http.send("POST", "/local/reconcile", null);
            assertThat(status(schedule)).as("after %s", later).isEqualTo("deleted");
            assertThat(http.get("/api/schedules").json().path("schedules")).isEmpty();
            assertThat(engine()).as("after %s", later).isEmpty();
            assertThat(fired()).as("after %s", later).isEqualTo(firedBefore);
        }
        assertThat(letters()).isEmpty();
    }

    @Test
    void a_create_does_not_resurrect_what_was_deleted_since() {
        String command = givenUp("insert", "POST", "/api/schedules", HOURLY);
        String schedule = created(HOURLY);
        done("DELETE", schedule, null);
        List<String> before = fired();

        redriveThreeWeeksLate();

        assertThat(result(schedule, command)).isEqualTo(CommandOutcome.Result.STALE);
        assertGoneForGood(schedule, before);
        assertThat(notices()).isEmpty();
    }

    /** It carries neither an id nor a time of its own: SNS's stand in, and must be those that it first came with. */
    @Test
    void nor_does_one_that_any_program_published() {
        dieOf("insert");
        String command = http.post(
                        "/local/topics/schedule-creation/messages",
                        "{\"action\":\"create\",\"schedule\":" + HOURLY + "}")
                .json()
                .path("message_id")
                .asText();
        advance("PT4M");
        assertThat(letters()).hasSize(1);
        String schedule = created(HOURLY);
        done("DELETE", schedule, null);

        redriveThreeWeeksLate();

        assertThat(result(schedule, command)).isEqualTo(CommandOutcome.Result.STALE);
        assertGoneForGood(schedule, List.of());
    }

    @Test
    void neither_an_update_nor_a_resume_resurrects_what_was_deleted_since() {
        String schedule = created(HOURLY);
        done("POST", schedule + "/pause", null);
        String update = givenUp("replace", "PUT", schedule, definition("rate(5 minutes)"));
        dieOf("replace");
        String resume = http.send("POST", schedule + "/resume", null, "Prefer", "wait=0")
                .json()
                .path("command_id")
                .asText();
        advance("PT4M");
        assertThat(letters()).hasSize(2);
        done("DELETE", schedule, null);
        advance("P21D");

        assertThat(http.send("POST", "/local/dead-letters/redrive", null)
                        .json()
                        .path("redriven")
                        .asInt())
                .isEqualTo(2);

        assertThat(result(schedule, update)).isEqualTo(CommandOutcome.Result.STALE);
        assertThat(result(schedule, resume)).isEqualTo(CommandOutcome.Result.STALE);
        assertGoneForGood(schedule, List.of());
        assertThat(notices()).isEmpty();
    }

    @Test
    void a_delete_does_not_take_away_what_was_made_again_since() {
        String schedule = created(HOURLY);
        String command = givenUp("replace", "DELETE", schedule, null);
        done("DELETE", schedule, null);
        created(HOURLY);

        redriveThreeWeeksLate();

        assertThat(result(schedule, command)).isEqualTo(CommandOutcome.Result.OVERTAKEN);
        assertThat(status(schedule)).isEqualTo("active");
        int before = fired().size();
        advance("PT2H");
        assertThat(fired()).hasSize(before + 2);
    }

    @Test
    void a_create_that_nothing_has_overtaken_is_made_good_and_fires_from_then_on() {
        givenUp("insert", "POST", "/api/schedules", HOURLY);

        redriveThreeWeeksLate();

        assertThat(fired()).as("nothing is made up for").isEmpty();
        advance("PT1H");
        assertThat(fired()).containsExactly("2025-11-27T21:00:00Z");
    }

    @Test
    void a_create_whose_only_time_has_passed_fires_no_more() {
        givenUp("insert", "POST", "/api/schedules", ONCE);

        redriveThreeWeeksLate();
        advance("P2D");

        assertThat(engine()).isEmpty();
        assertThat(fired()).isEmpty();
    }

    @Test
    void after_thirty_days_a_command_is_refused_and_told() {
        givenUp("insert", "POST", "/api/schedules", HOURLY);
        advance("P10D");

        redriveThreeWeeksLate();

        assertThat(notices()).containsExactly("command_expired");
        assertThat(http.get("/api/schedules").json().path("schedules")).isEmpty();
        assertThat(engine()).isEmpty();
    }

    /** Fires at nine, and the function dies of it until Lambda gives up. */
    private void giveUpOnTheFiring() {
        dieOf("claim");
        advance("PT34M");
        assertThat(letters()).hasSize(1);
        assertThat(letters().path(0).path("event").path("scheduled_time").asText())
                .isEqualTo("2025-11-06T21:00:00Z");
        assertThat(fired()).isEmpty();
    }

    private JsonNode executions(String schedule) {
        return http.get(schedule + "/executions").json().path("executions");
    }

    @Test
    void a_firing_that_was_given_up_on_is_still_published_as_of_its_own_time_and_once() {
        String schedule = created(ONCE);
        giveUpOnTheFiring();
        advance("P1DT1H");
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
    void a_firing_of_what_was_deleted_since_is_skipped() {
        String schedule = created(ONCE);
        giveUpOnTheFiring();
        done("DELETE", schedule, null);

        redriveThreeWeeksLate();

        assertThat(executions(schedule)).singleElement().satisfies(it -> {
            assertThat(it.path("outcome").asText()).isEqualTo("skipped");
            assertThat(it.path("error").asText()).startsWith("deleted");
        });
        assertGoneForGood(schedule, List.of());
    }

    @Test
    void a_firing_that_the_definition_no_longer_has_is_skipped() {
        String schedule = created(ONCE);
        giveUpOnTheFiring();
        done("PUT", schedule, definition("cron(30 6 1 1 ? *)"));

        redriveThreeWeeksLate();

        assertThat(fired()).isEmpty();
        assertThat(executions(schedule).path(0).path("outcome").asText()).isEqualTo("skipped");
        assertThat(status(schedule)).isEqualTo("active");
    }

    @Test
    void a_trigger_of_what_was_deleted_since_is_skipped() {
        String schedule = created(HOURLY);
        dieOf("claim");
        assertThat(http.send("POST", schedule + "/trigger", null).status()).isEqualTo(202);
        advance("PT4M");
        assertThat(letters()).hasSize(1);
        done("DELETE", schedule, null);

        redriveThreeWeeksLate();

        assertThat(executions(schedule).path(0).path("outcome").asText()).isEqualTo("skipped");
        assertGoneForGood(schedule, List.of());
    }
}
