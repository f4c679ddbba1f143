package com.rezagent.schedules.webapi.execution;

import static com.rezagent.schedules.webapi.fake.FakeStage.NOW;
import static com.rezagent.schedules.webapi.fake.FakeStage.STAGE;
import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static com.rezagent.schedules.webapi.fake.StagedExecutions.path;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionEvent;
import com.rezagent.schedules.execution.Report;
import com.rezagent.schedules.execution.RunOutcome;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Request;
import com.rezagent.schedules.webapi.fake.Response;
import com.rezagent.schedules.webapi.fake.StagedExecutions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Retry and acknowledge. */
class RetryTest {
    private final FakeStage stage = new FakeStage();
    private final StagedExecutions executions = StagedExecutions.ofReporting(stage, "reporting");

    RetryTest() {
        stage.topics.clear();
    }

    private Response retry(Execution execution) {
        return stage.post(path(execution) + "/retry");
    }

    private List<TopicMessage> commands() {
        return stage.topics.messages(STAGE.scheduleCreation());
    }

    /** Makes attempt 2 of an execution that is retried, which fails. */
    private Execution failAgain(Execution retried) {
        Execution claimed =
                executions.apply(executions.now(retried), new ExecutionEvent.Claimed(2, Duration.ofSeconds(30)));
        Execution published = executions.apply(claimed, new ExecutionEvent.Published(2, "sns-2", 1));
        return executions.apply(published, new ExecutionEvent.Reported(Report.of(Report.Progress.FAILED, 2)));
    }

    @Test
    void a_retry_is_a_command_for_the_attempt_after_the_last_one() {
        Execution failed = executions.failed(NOW);

        Response response = stage.post(path(failed) + "/retry", "{\"reason\":\"Open again\"}");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text("outcome")).isEqualTo("retrying");
        assertThat(response.text("next_attempt_at")).isEqualTo(NOW.toString());
        assertThat(response.json().has("pending_command_id")).isFalse();
        JsonNode command = Json.parse(commands().get(0).body());
        assertThat(command.path("action").textValue()).isEqualTo("retry");
        assertThat(command.path("schema_version").intValue()).isEqualTo(5);
        assertThat(command.path("execution_id").textValue())
                .isEqualTo(failed.key().executionId());
        assertThat(command.path("attempt").intValue()).isEqualTo(2);
        assertThat(command.path("reason").textValue()).isEqualTo("Open again");
        assertThat(command.path("requested_by").textValue()).isEqualTo("arn:aws:iam::123456789012:user/golfer");
    }

    @Test
    void missed_and_skipped_executions_get_a_first_attempt() {
        for (Execution execution : List.of(executions.missed(NOW), executions.skipped(NOW.plusSeconds(60)))) {
            assertThat(retry(execution).text("outcome")).isEqualTo("retrying");
        }
        assertThat(commands())
                .extracting(it -> Json.parse(it.body()).path("attempt").intValue())
                .containsExactly(1, 1);
    }

    @Test
    void a_retry_that_is_due_already_is_200_without_a_second_command() {
        Execution failed = executions.failed(NOW);
        retry(failed);

        Response again = retry(failed);

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text("outcome")).isEqualTo("retrying");
        assertThat(commands()).hasSize(1);
    }

    @Test
    void an_execution_that_has_ended_well_is_not_retried() {
        Execution succeeded = executions.reported(NOW, Report.Progress.SUCCEEDED);
        Execution published = new StagedExecutions(stage, stage.create(teeTime())).published(NOW);
        stage.topics.clear();

        for (Execution final_ : List.of(succeeded, published)) {
            retry(final_).assertError(409, "execution_final", final_.key().executionId(), "/trigger");
        }
        assertThat(commands()).isEmpty();
    }

    @Test
    void an_execution_that_has_not_ended_is_not_retried() {
        Execution waiting = executions.published(NOW);
        Execution claimed = executions.apply(
                executions.apply(
                        executions.failed(NOW.plusSeconds(60)), new ExecutionEvent.RetryRequested(2, "tester", null)),
                new ExecutionEvent.Claimed(2, Duration.ofSeconds(30)));

        for (Execution open : List.of(waiting, claimed)) {
            retry(open).assertError(409, "execution_in_progress");
        }
        assertThat(commands()).isEmpty();
    }

    @Test
    void a_retry_that_is_not_applied_within_the_wait_is_202_with_its_command() {
        Execution failed = executions.failed(NOW);
        stage.topics.subscribe(stage.scheduler::hold);

        Response response = stage.send(Request.post(path(failed) + "/retry").header("Prefer", "wait=0"));

        assertThat(response.status()).isEqualTo(202);
        assertThat(response.text("outcome")).isEqualTo("failed");
        assertThat(response.text("pending_command_id")).startsWith("cmd_");
        assertThat(response.json().path("command_id").isNull()).isTrue();
        stage.scheduler.deliverHeld();
        assertThat(executions.now(failed).run().outcome()).isEqualTo(RunOutcome.RETRYING);
    }

    @Test
    void a_success_that_is_reported_before_the_retry_is_applied_refuses_it() {
        Execution failed = executions.failed(NOW);
        stage.topics.subscribe((messageId, message) -> executions.apply(
                executions.now(failed), new ExecutionEvent.Reported(Report.of(Report.Progress.SUCCEEDED, 1))));

        assertThat(retry(failed).error()).isEqualTo("execution_final");
    }

    @ParameterizedTest
    @ValueSource(strings = {"retry", "acknowledge"})
    void a_repeated_request_with_its_key_takes_effect_once(String action) {
        Execution failed = executions.failed(NOW);
        Request keyed = Request.post(path(failed) + "/" + action).header("Idempotency-Key", "k");

        assertThat(stage.send(keyed).status()).isEqualTo(200);
        if (action.equals("acknowledge")) {
            retry(failed);
        }
        failAgain(failed);
        Execution before = executions.now(failed);
        int published = commands().size();
        Response again = stage.send(keyed);

        assertThat(again.status()).as(again.body()).isEqualTo(200);
        assertThat(again.text("outcome")).isEqualTo("failed");
        assertThat(executions.now(failed)).isEqualTo(before);
        assertThat(commands()).hasSize(published);
        assertThat(stage.send(keyed.json("{\"reason\":\"other\"}")).error()).isEqualTo("idempotency_key_reused");
    }

    @Test
    void an_acknowledged_failure_shows_who_and_why_and_keeps_its_outcome() {
        Execution failed = executions.failed(NOW);

        Response response = stage.post(path(failed) + "/acknowledge", "{\"reason\":\"Booked by hand\"}");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text("outcome")).isEqualTo("failed");
        assertThat(Json.write(response.json().path("acknowledgement")))
                .isEqualTo("{\"at\":\"" + NOW + "\",\"by\":\"arn:aws:iam::123456789012:user/golfer\","
                        + "\"reason\":\"Booked by hand\"}");
    }

    @Test
    void acknowledging_what_needs_no_attention_changes_nothing() {
        Execution succeeded = executions.reported(NOW, Report.Progress.SUCCEEDED);

        Response response = stage.post(path(succeeded) + "/acknowledge");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.json().path("acknowledgement").isNull()).isTrue();
        assertThat(commands()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `[]`                            | invalid_json    | ``
            `{"reason":7}`                  | invalid_request | reason: must be a string
            `{"reason":"a\\nb"}`            | invalid_request | reason:
            `{"attempt":2}`                 | invalid_request | attempt: unknown field
            `{"colour":"red"}`              | invalid_request | colour: unknown field
            """)
    void an_invalid_request_is_refused_with_what_to_do(String body, String code, String detail) {
        Execution failed = executions.failed(NOW);
        for (String action : List.of("retry", "acknowledge")) {
            stage.post(path(failed) + "/" + action, body).assertError(400, code, detail);
        }
        assertThat(commands()).isEmpty();
    }
}
