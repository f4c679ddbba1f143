package com.rezagent.schedules.webapi.execution;

import static com.rezagent.schedules.webapi.fake.FakeStage.NOW;
import static com.rezagent.schedules.webapi.fake.FakeStage.STAGE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.Report;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Request;
import com.rezagent.schedules.webapi.fake.Response;
import com.rezagent.schedules.webapi.fake.StagedExecutions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code POST /api/executions/actions}. */
class ExecutionActionsTest {
    private final FakeStage stage = new FakeStage();
    private final StagedExecutions executions = StagedExecutions.ofReporting(stage, "reporting");

    ExecutionActionsTest() {
        stage.topics.clear();
    }

    private List<String> failed(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> id(executions.failed(NOW.plusSeconds(60L * i))))
                .toList();
    }

    private static String id(Execution execution) {
        return execution.key().executionId();
    }

    private static ObjectNode body(String action, List<String> ids) {
        ObjectNode body = Json.object().put("action", action);
        ids.forEach(body.putArray("execution_ids")::add);
        return body;
    }

    private Response act(String action, List<String> ids) {
        return stage.post("/api/executions/actions", body(action, ids));
    }

    private static List<String> results(Response response) {
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        List<String> results = new ArrayList<>();
        response.json()
                .path("results")
                .forEach(it ->
                        results.add(it.path("status") + " " + it.path("error").asText()));
        return results;
    }

    @Test
    void each_execution_gets_a_result_in_the_order_of_the_request() {
        String failed = failed(1).get(0);
        String succeeded = id(executions.reported(NOW.plusSeconds(600), Report.Progress.SUCCEEDED));
        String waiting = id(executions.published(NOW.plusSeconds(660)));
        String unknown = "exec_0f3b9a6c2d1e4f5a8b7c6d5e4f3a2b1c_20251107T110000Z";

        assertThat(results(act("retry", List.of(succeeded, failed, unknown, waiting))))
                .containsExactly(
                        "409 execution_final", "200 null", "404 execution_not_found", "409 execution_in_progress");
        assertThat(results(act("retry", List.of(failed)))).containsExactly("200 null");
        assertThat(stage.topics.messages(STAGE.scheduleCreation())).hasSize(1);
    }

    @Test
    void a_hundred_executions_are_acknowledged_and_retried_at_once() {
        List<String> ids = failed(100);

        assertThat(results(act("acknowledge", ids))).hasSize(100).containsOnly("200 null");
        assertThat(stage.get("/api/attention").json().path("executions")).isEmpty();
        assertThat(results(act("retry", ids))).hasSize(100).containsOnly("200 null");
    }

    @Test
    void commands_without_an_effect_at_the_first_look_are_202_without_a_wait() {
        List<String> ids = failed(12);
        stage.topics.subscribe(stage.scheduler::hold);

        assertThat(results(act("retry", ids))).hasSize(12).containsOnly("202 null");

        stage.scheduler.deliverHeld();
        assertThat(results(act("retry", ids))).containsOnly("200 null");
    }

    @Test
    void a_repeated_request_with_its_key_takes_effect_once() {
        List<String> ids = failed(3);
        Request keyed = Request.post("/api/executions/actions").header("Idempotency-Key", "k");
        Response first = stage.send(keyed.json(body("retry", ids)));

        assertThat(stage.send(keyed.json(body("retry", ids))).json()).isEqualTo(first.json());
        assertThat(stage.topics.messages(STAGE.scheduleCreation())).hasSize(3);
        assertThat(stage.send(keyed.json(body("acknowledge", ids))).error()).isEqualTo("idempotency_key_reused");
    }

    @Test
    void a_failure_of_the_first_batch_fails_the_request() {
        List<String> ids = failed(2);
        stage.topics.beforePublish((topic, message) -> {
            throw new TransientException(TransientException.Reason.THROTTLED, "throttled");
        });

        assertThat(act("retry", ids).status()).isEqualTo(503);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                                                   | invalid_json    | ``
            `[]`                                                 | invalid_json    | ``
            `{"execution_ids":["ID"]}`                           | invalid_request | action: use retry or acknowledge
            `{"action":"pause","execution_ids":["ID"]}`          | invalid_request | action: use retry or acknowledge
            `{"action":7,"execution_ids":["ID"]}`                | invalid_request | action: must be a string
            `{"action":"retry"}`                                 | invalid_request | execution_ids: must be a list of 1 to 100 ids
            `{"action":"retry","execution_ids":null}`            | invalid_request | execution_ids: must be a list of 1 to 100 ids
            `{"action":"retry","execution_ids":[]}`              | invalid_request | execution_ids: must be a list of 1 to 100 ids
            `{"action":"retry","execution_ids":"ID"}`            | invalid_request | execution_ids: must be a list of 1 to 100 ids
            `{"action":"retry","execution_ids":["ID","ID"]}`     | invalid_request | execution_ids[1]: ID is there twice; name each execution once
            `{"action":"retry","execution_ids":["ID",7]}`        | invalid_request | execution_ids[1]: is not a valid id, which looks like exec_…
            `{"action":"retry","execution_ids":["ID",null]}`     | invalid_request | execution_ids[1]: is not a valid id
            `{"action":"retry","execution_ids":["exec_0f3b9a6c2d1e4f5a8b7c6d5e4f3a2b1c"]}` | invalid_request | execution_ids[0]: is not a valid id
            `{"action":"retry","execution_ids":["ID"],"reason":7}` | invalid_request | reason: must be a string
            `{"action":"retry","execution_ids":["ID"],"attempt":2}` | invalid_request | attempt: unknown field
            """)
    void an_invalid_request_is_refused_with_what_to_do(String body, String code, String detail) {
        String id = failed(1).get(0);

        stage.post("/api/executions/actions", body.replace("ID", id)).assertError(400, code, detail.replace("ID", id));
        assertThat(stage.topics.published()).isEmpty();
    }

    @Test
    void more_than_a_hundred_ids_are_refused() {
        List<String> ids = IntStream.range(0, 101)
                .mapToObj(i -> "exec_0f3b9a6c2d1e4f5a8b7c6d5e4f3a2b1c_20251107T1100%02dZ_%d".formatted(i % 60, i))
                .toList();

        assertThat(act("retry", ids).details())
                .isEqualTo("execution_ids: must be a list of 1 to 100 ids, not 101; send several requests");
    }
}
