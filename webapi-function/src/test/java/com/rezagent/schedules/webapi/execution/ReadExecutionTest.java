package com.rezagent.schedules.webapi.execution;

import static com.rezagent.schedules.webapi.fake.FakeStage.NOW;
import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static com.rezagent.schedules.webapi.fake.StagedExecutions.path;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionEvent;
import com.rezagent.schedules.execution.Report;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Request;
import com.rezagent.schedules.webapi.fake.StagedExecutions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One execution with its attempts, and the list of a schedule's executions by outcome. */
class ReadExecutionTest {
    private final FakeStage stage = new FakeStage();

    @Test
    void an_execution_without_a_run_policy_has_one_attempt_and_awaits_nothing() {
        Execution published = new StagedExecutions(stage, stage.create(teeTime())).published(NOW);

        JsonNode json = stage.get(path(published)).json();

        assertThat(json.path("outcome").textValue()).isEqualTo("published");
        assertThat(json.path("attempt").intValue()).isEqualTo(1);
        assertThat(json.path("report_by").isNull()).isTrue();
        assertThat(json.at("/attempt_history/0/outcome").textValue()).isEqualTo("published");
        assertThat(json.at("/attempt_history/0/message_id").textValue())
                .isEqualTo(json.path("message_id").textValue());
        assertThat(json.path("events")).isEmpty();
        assertThat(json.path("acknowledgement").isNull()).isTrue();
    }

    @Test
    void a_published_execution_whose_report_is_awaited_is_waiting() {
        Execution waiting = StagedExecutions.ofReporting(stage, "reporting").published(NOW);

        JsonNode json = stage.get(path(waiting)).json();

        assertThat(json.path("outcome").textValue()).isEqualTo("waiting");
        assertThat(json.path("report_by").textValue())
                .isEqualTo(NOW.plus(Duration.ofMinutes(15)).toString());
        assertThat(json.path("failed_by").isNull()).isTrue();
    }

    @Test
    void a_failure_says_who_made_it_fail_and_keeps_contradictions_as_events() {
        StagedExecutions executions = StagedExecutions.ofReporting(stage, "reporting");
        Execution succeeded = executions.reported(NOW, Report.Progress.SUCCEEDED);
        executions.apply(succeeded, new ExecutionEvent.Reported(Report.of(Report.Progress.FAILED, 1)));
        Execution failed = executions.failed(NOW.plusSeconds(60));

        JsonNode json = stage.get(path(succeeded)).json();
        assertThat(json.path("outcome").textValue()).isEqualTo("succeeded");
        assertThat(json.at("/events/0/kind").textValue()).isEqualTo("contradiction");
        assertThat(stage.get(path(failed)).text("failed_by")).isEqualTo("consumer");
    }

    @Test
    void the_message_id_is_that_of_the_last_attempt() {
        StagedExecutions executions = StagedExecutions.ofReporting(stage, "reporting");
        Execution failed = executions.failed(NOW);
        Execution again = executions.apply(
                executions.apply(failed, new ExecutionEvent.RetryRequested(2, "tester", null)),
                new ExecutionEvent.Claimed(2, Duration.ofSeconds(30)));

        JsonNode json = stage.get(path(again)).json();

        assertThat(json.path("attempt").intValue()).isEqualTo(2);
        assertThat(json.path("message_id").textValue())
                .isEqualTo(json.at("/attempt_history/1/message_id").textValue())
                .isNotEqualTo(json.at("/attempt_history/0/message_id").textValue());
    }

    @Test
    void a_condition_can_be_made_on_the_tag_of_an_execution() {
        Execution failed = StagedExecutions.ofReporting(stage, "reporting").failed(NOW);
        String tag = stage.get(path(failed)).header("ETag");

        assertThat(stage.send(Request.post(path(failed) + "/retry").header("If-Match", "\"other\""))
                        .error())
                .isEqualTo("version_conflict");
        assertThat(stage.send(Request.post(path(failed) + "/retry").header("If-Match", tag))
                        .status())
                .isEqualTo(200);
        assertThat(stage.get(path(failed)).header("ETag")).isNotEqualTo(tag);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exec_0f3b9a6c2d1e4f5a8b7c6d5e4f3a2b1c",
                "exec_0",
                "sched_0",
                "exec_0f3b9a6c2d1e4f5a8b7c6d5e4f3a2b1c_20251399T110000Z",
                "exec_0f3b9a6c2d1e4f5a8b7c6d5e4f3a2b1c_20251107T110000Z",
                "exec_0f3b9a6c2d1e4f5a8b7c6d5e4f3a2b1c_m4b0c6c0e9a1d2f37"
            })
    void an_unknown_id_and_one_of_an_earlier_release_are_not_found(String id) {
        for (Request request : new Request[] {
            Request.get("/api/executions/" + id),
            Request.post("/api/executions/" + id + "/retry"),
            Request.post("/api/executions/" + id + "/acknowledge"),
            Request.post("/api/executions/" + id + "/report").json("{\"outcome\":\"succeeded\"}")
        }) {
            stage.send(request).assertError(404, "execution_not_found");
        }
        assertThat(stage.topics.published()).isEmpty();
    }

    @Test
    void an_execution_is_not_found_once_it_is_90_days_old() {
        Execution failed = StagedExecutions.ofReporting(stage, "reporting").failed(NOW);
        stage.clock.advance(Duration.ofDays(90));

        assertThat(stage.get(path(failed)).error()).isEqualTo("execution_not_found");
    }

    @Test
    void executions_are_listed_by_each_outcome() {
        StagedExecutions executions = StagedExecutions.ofReporting(stage, "reporting");
        executions.published(NOW);
        executions.reported(NOW.plusSeconds(60), Report.Progress.SUCCEEDED);
        executions.apply(executions.failed(NOW.plusSeconds(120)), new ExecutionEvent.RetryRequested(2, "tester", null));
        executions.skipped(NOW.plusSeconds(180));

        for (String outcome : new String[] {"waiting", "succeeded", "retrying", "skipped"}) {
            JsonNode listed = stage.get("/api/schedules/" + executions.id() + "/executions?outcome=" + outcome)
                    .json()
                    .path("executions");
            assertThat(listed).as(outcome).hasSize(1);
            assertThat(listed.get(0).path("outcome").textValue()).isEqualTo(outcome);
        }
        assertThat(stage.get("/api/schedules/" + executions.id() + "/executions?outcome=timed_out")
                        .json()
                        .path("executions"))
                .isEmpty();
        assertThat(stage.get("/api/schedules/" + executions.id() + "/executions?outcome=late")
                        .details())
                .contains("use in_progress, published");
    }

    @Test
    void a_rate_shows_its_first_firing_although_it_is_before_the_creation_in_whole_seconds() {
        stage.clock.set(NOW.plusMillis(500));
        ScheduleId id = stage.create(FakeStage.teeTime()
                .put("schedule_expression", "rate(1 day)")
                .set("run_policy", Json.parse("{\"expect_report\":true}")));
        new StagedExecutions(stage, id).failed(NOW);

        for (JsonNode shown : new JsonNode[] {
            stage.get("/api/schedules/" + id).json(),
            stage.get("/api/schedules").json().path("schedules").get(0)
        }) {
            assertThat(shown.path("recent").findValuesAsText("outcome")).containsExactly("failed");
            assertThat(shown.path("consecutive_failures").intValue()).isEqualTo(1);
        }
    }

    @Test
    void a_schedule_shows_how_its_last_executions_went_once_there_were_any() {
        StagedExecutions executions = StagedExecutions.ofReporting(stage, "reporting");
        String schedule = "/api/schedules/" + executions.id();
        assertThat(stage.get(schedule).json().has("recent")).isFalse();
        executions.reported(NOW.plusSeconds(60), Report.Progress.SUCCEEDED);
        executions.failed(NOW.plusSeconds(120));
        executions.failed(NOW.plusSeconds(180));

        for (JsonNode shown : new JsonNode[] {
            stage.get(schedule).json(),
            stage.get("/api/schedules").json().path("schedules").get(0)
        }) {
            assertThat(shown.path("recent").findValuesAsText("outcome"))
                    .containsExactly("succeeded", "failed", "failed");
            assertThat(shown.path("last_outcome").textValue()).isEqualTo("failed");
            assertThat(shown.path("consecutive_failures").intValue()).isEqualTo(2);
        }
        assertThat(stage.put(schedule, stage.get(schedule).json()).status()).isEqualTo(200);
        assertThat(stage.record(executions.id()).version()).isEqualTo(1);
    }

    @Test
    void a_schedule_shows_its_last_thirty_executions_however_many_have_failed() {
        StagedExecutions executions = StagedExecutions.ofReporting(stage, "reporting");
        for (int i = 1; i <= 33; i++) {
            executions.failed(NOW.plusSeconds(60L * i));
        }

        JsonNode shown = stage.get("/api/schedules").json().at("/schedules/0");

        assertThat(shown.path("recent")).hasSize(30);
        assertThat(shown.path("consecutive_failures").intValue()).isEqualTo(33);
    }

    @Test
    void executions_of_an_earlier_life_of_a_schedule_are_not_shown_as_recent() {
        StagedExecutions executions = StagedExecutions.ofReporting(stage, "reporting");
        executions.failed(NOW.plusSeconds(60));
        stage.clock.advance(Duration.ofHours(1));
        stage.delete("/api/schedules/" + executions.id());
        stage.create(teeTime().put("name", "reporting"));

        assertThat(stage.get("/api/schedules/" + executions.id()).json().has("recent"))
                .isFalse();
        assertThat(stage.get("/api/schedules").json().at("/schedules/0").has("recent"))
                .isFalse();
    }
}
