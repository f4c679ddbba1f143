package com.rezagent.schedules.webapi.execution;

import static com.rezagent.schedules.webapi.fake.FakeStage.NOW;
import static com.rezagent.schedules.webapi.fake.FakeStage.STAGE;
import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static com.rezagent.schedules.webapi.fake.StagedExecutions.path;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionEvent;
import com.rezagent.schedules.execution.Report;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Request;
import com.rezagent.schedules.webapi.fake.Response;
import com.rezagent.schedules.webapi.fake.StagedExecutions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reports over REST. */
class ReportTest {
    private final FakeStage stage = new FakeStage();
    private final StagedExecutions executions = StagedExecutions.ofReporting(stage, "reporting");

    ReportTest() {
        stage.topics.clear();
    }

    private Response report(Execution execution, String body) {
        return stage.post(path(execution) + "/report", body);
    }

    private List<TopicMessage> reports() {
        return stage.topics.messages(STAGE.executionReports());
    }

    @Test
    void a_report_is_published_as_it_was_sent_with_the_id_of_its_execution() {
        Execution waiting = executions.published(NOW);

        Response response = report(
                waiting,
                "{\"outcome\":\"succeeded\",\"attempt\":1,\"message\":\"Booked 07:10\",\"output\":{\"party\":4}}");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text("outcome")).isEqualTo("succeeded");
        assertThat(response.json().at("/attempt_history/0/message").textValue()).isEqualTo("Booked 07:10");
        assertThat(response.json().at("/attempt_history/0/output").textValue()).isEqualTo("{\"party\":4}");
        assertThat(response.json().path("warnings")).isEmpty();
        assertThat(reports())
                .extracting(TopicMessage::body)
                .containsExactly("{\"outcome\":\"succeeded\",\"attempt\":1,\"message\":\"Booked 07:10\","
                        + "\"output\":{\"party\":4},\"execution_id\":\""
                        + waiting.key().executionId() + "\"}");
        assertThat(stage.topics.messages(STAGE.scheduleCreation())).isEmpty();
        assertThat(stage.logged("report_published")).hasSize(1);
    }

    @Test
    void a_report_without_an_attempt_is_about_the_last_one_when_it_is_received() {
        report(executions.published(NOW), "{\"outcome\":\"started\"}");

        assertThat(Json.parse(reports().get(0).body()).path("attempt").intValue())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"started, waiting", "succeeded, succeeded", "failed, failed"})
    void a_repeated_report_is_not_published_again(String outcome, String shown) {
        Execution waiting = executions.published(NOW);
        String body = "{\"outcome\":\"" + outcome + "\"}";

        assertThat(report(waiting, body).text("outcome")).isEqualTo(shown);
        Response again = report(waiting, body);

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text("outcome")).isEqualTo(shown);
        assertThat(reports()).hasSize(1);
    }

    @Test
    void a_report_that_is_not_recorded_within_the_wait_is_202() {
        Execution waiting = executions.published(NOW);
        List<TopicMessage> held = new ArrayList<>();
        Duration before = stage.sleeper.waited();
        stage.topics.subscribeToReports((messageId, message) -> held.add(message));

        Response response = stage.send(Request.post(path(waiting) + "/report")
                .json("{\"outcome\":\"succeeded\"}")
                .header("Prefer", "wait=1"));

        assertThat(response.status()).isEqualTo(202);
        assertThat(response.text("outcome")).isEqualTo("waiting");
        assertThat(response.header("Preference-Applied")).isEqualTo("wait=1");
        assertThat(stage.sleeper.waited().minus(before)).isEqualTo(Duration.ofSeconds(1));
        assertThat(held).hasSize(1);
    }

    @Test
    void a_report_that_is_recorded_during_the_wait_is_200() {
        Execution waiting = executions.published(NOW);
        stage.topics.subscribeToReports((messageId, message) ->
                stage.sleeper.after(Duration.ofMillis(200), () -> stage.scheduler.report(messageId, message)));

        assertThat(report(waiting, "{\"outcome\":\"failed\"}").status()).isEqualTo(200);
    }

    @Test
    void reports_that_do_not_count_are_kept_with_a_warning_in_the_response() {
        Execution succeeded = executions.reported(NOW, Report.Progress.SUCCEEDED);
        Execution failed = executions.failed(NOW.plusSeconds(60));
        Execution skipped = executions.skipped(NOW.plusSeconds(120));
        executions.apply(failed, new ExecutionEvent.RetryRequested(2, "tester", null));
        Execution retried =
                executions.apply(executions.now(failed), new ExecutionEvent.Claimed(2, Duration.ofSeconds(30)));

        assertThat(warning(report(succeeded, "{\"outcome\":\"failed\"}"))).startsWith("The report contradicts");
        assertThat(warning(report(retried, "{\"outcome\":\"failed\",\"attempt\":7}")))
                .startsWith("There is no such attempt, the last one is 2");
        assertThat(warning(report(skipped, "{\"outcome\":\"succeeded\"}")))
                .startsWith("There is no such attempt, the last one is 0");
        assertThat(executions.now(succeeded).run().events()).hasSize(1);
    }

    private static String warning(Response response) {
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        JsonNode warnings = response.json().path("warnings");
        assertThat(warnings).hasSize(1);
        assertThat(response.json().path("events")).isNotEmpty();
        return warnings.get(0).textValue();
    }

    @Test
    void a_report_of_an_execution_without_a_run_policy_is_recorded_and_nothing_follows() {
        Execution published = new StagedExecutions(stage, stage.create(teeTime())).published(NOW);

        Response response = report(published, "{\"outcome\":\"failed\",\"message\":\"Closed\"}");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text("outcome")).isEqualTo("published");
        assertThat(response.json().at("/attempt_history/0/message").textValue()).isEqualTo("Closed");
    }

    @Test
    void a_long_message_and_a_long_output_are_cut_and_never_refused() {
        Execution waiting = executions.published(NOW);

        Response response = report(
                waiting,
                Json.write(Json.object()
                        .put("outcome", "succeeded")
                        .put("message", "é".repeat(20_000))
                        .put("output", "x".repeat(100_000))));

        JsonNode attempt = response.json().at("/attempt_history/0");
        assertThat(attempt.path("truncated").booleanValue()).isTrue();
        assertThat(attempt.path("message").textValue()).isEqualTo("é".repeat(512));
        assertThat(attempt.path("output").textValue()).hasSize(4_096);
    }

    @Test
    void a_body_over_256_kb_is_too_large() {
        Execution waiting = executions.published(NOW);
        for (int size : new int[] {262_100, 300_000, 1_000_000}) {
            report(waiting, "{\"outcome\":\"failed\",\"message\":\"" + "x".repeat(size) + "\"}")
                    .assertError(413, "payload_too_large");
        }
        assertThat(reports()).isEmpty();
    }

    @Test
    void a_failed_read_after_the_publication_leaves_202() {
        Execution waiting = executions.published(NOW);
        stage.topics.subscribeToReports((messageId, message) -> stage.history.beforeRead(() -> {
            throw new TransientException(TransientException.Reason.THROTTLED, "throttled");
        }));

        assertThat(report(waiting, "{\"outcome\":\"succeeded\"}").status()).isEqualTo(202);
        assertThat(stage.logged("record_not_read")).isNotEmpty();
    }

    @Test
    void a_topic_that_is_unavailable_is_503() {
        Execution waiting = executions.published(NOW);
        stage.topics.beforePublish((topic, message) -> {
            throw new TransientException(TransientException.Reason.THROTTLED, "throttled");
        });

        assertThat(report(waiting, "{\"outcome\":\"succeeded\"}").status()).isEqualTo(503);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                                            | invalid_json    | ``
            `[]`                                          | invalid_json    | ``
            `{}`                                          | invalid_request | outcome: must be started, succeeded or failed
            `{"outcome":null}`                            | invalid_request | outcome: must be started, succeeded or failed
            `{"outcome":"done"}`                          | invalid_request | outcome: must be started, succeeded or failed
            `{"outcome":7}`                               | invalid_request | outcome: must be
            `{"outcome":"failed","attempt":0}`            | invalid_request | attempt: must be from 1
            `{"outcome":"failed","attempt":"1"}`          | invalid_request | attempt: must be a whole number
            `{"outcome":"failed","message":7}`            | invalid_request | message: must be a string
            `{"outcome":"failed","retryable":"no"}`       | invalid_request | retryable: must be
            `{"outcome":"failed","retry_after_seconds":-1}` | invalid_request | retry_after_seconds: must be from 0 to 86400
            `{"outcome":"failed","retry_after_seconds":86401}` | invalid_request | retry_after_seconds: must be from 0 to 86400
            `{"outcome":"failed","execution_id":"exec_0"}` | invalid_request | execution_id: unknown field
            `{"outcome":"failed","colour":"red"}`         | invalid_request | colour: unknown field
            """)
    void an_invalid_report_is_refused_with_what_to_do(String body, String code, String detail) {
        report(executions.published(NOW), body).assertError(400, code, detail);
        assertThat(reports()).isEmpty();
    }
}
