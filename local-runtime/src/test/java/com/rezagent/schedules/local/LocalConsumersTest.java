package com.rezagent.schedules.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.execution.Attempt;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.RunOutcome;
import com.rezagent.schedules.execution.ShownOutcome;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.Http.Response;
import com.rezagent.schedules.local.clock.ClockSpeed;
import com.rezagent.schedules.local.console.Console;
import com.rezagent.schedules.local.system.Functions;
import com.rezagent.schedules.local.system.LocalSettings;
import com.rezagent.schedules.local.system.LocalSystem;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.schedule.ScheduleName;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Consumers that report by themselves, and sweeps on the manual clock. */
class LocalConsumersTest {
    private static final LocalSettings SETTINGS =
            LocalSettings.inMemory().withSpeed(ClockSpeed.MANUAL).withStart(Instant.parse("2025-11-06T20:00:00Z"));
    private static final String AT_NINE = "at(2025-11-06T21:00:00)";

    @AutoClose
    private final SchemaCheckedRuntime runtime = SchemaCheckedRuntime.start(SETTINGS);

    private final Http http = runtime.http();

    private static String schedule(String policy) {
        return "{\"name\":\"job\",\"schedule_expression\":\"" + AT_NINE
                + "\",\"target_type\":\"web_action\",\"payload\":{\"action\":\"work\"},\"run_policy\":" + policy + "}";
    }

    private void create(String policy) {
        http.created(schedule(policy));
    }

    private JsonNode consumer(String body) {
        Response response = http.post("/local/consumers", body);
        assertThat(response.status()).as(response.response().body()).isEqualTo(200);
        return response.json().path("consumers");
    }

    private static Execution execution(LocalSystem system) {
        return system.history()
                .list(ScheduleName.parse("job").id(), 10, null)
                .items()
                .get(0);
    }

    private List<JsonNode> envelopes() {
        return http.messages("web-actions")
                .valueStream()
                .map(it -> Json.parse(it.path("message").asText()))
                .toList();
    }

    private List<String> times(String topic) {
        return http.messages(topic)
                .valueStream()
                .map(it -> it.path("received_at").asText())
                .toList();
    }

    @Test
    void a_consumer_fails_twice_and_succeeds_at_the_third_attempt() {
        consumer("{\"topic\":\"web-actions\",\"behavior\":\"succeed\",\"failures_first\":2,\"after_seconds\":30}");
        create("{\"expect_report\":true,\"retry\":{\"maximum_attempts\":4,\"jitter\":0}}");

        runtime.system().advance(Duration.ofHours(2));

        assertThat(times("web-actions"))
                .as("the first minute after each delay of 60 and 120 seconds")
                .containsExactly("2025-11-06T21:00:00Z", "2025-11-06T21:02:00Z", "2025-11-06T21:05:00Z");
        assertThat(times("execution-reports"))
                .containsExactly("2025-11-06T21:00:30Z", "2025-11-06T21:02:30Z", "2025-11-06T21:05:30Z");
        assertThat(envelopes()).extracting(it -> it.path("attempt").asInt()).containsExactly(1, 2, 3);
        assertThat(envelopes()).extracting(it -> it.path("id").asText()).doesNotHaveDuplicates();
        assertThat(envelopes())
                .extracting(it -> it.path("execution_id").asText())
                .containsOnly(execution(runtime.system()).key().executionId());
        Execution execution = execution(runtime.system());
        assertThat(execution.shownOutcome()).isEqualTo(ShownOutcome.SUCCEEDED);
        assertThat(execution.attemptHistory())
                .extracting(Attempt::outcome)
                .containsExactly(RunOutcome.FAILED, RunOutcome.FAILED, RunOutcome.SUCCEEDED);
        assertThat(http.get("/local/consumers")
                        .json()
                        .at("/consumers/0/reported")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void a_silent_consumer_times_out_at_each_attempt() {
        consumer("{\"topic\":\"web-actions\",\"behavior\":\"silent\"}");
        create("{\"expect_report\":true,\"report_within_seconds\":60,"
                + "\"retry\":{\"maximum_attempts\":2,\"first_delay_seconds\":60,\"jitter\":0}}");

        runtime.system().advance(Duration.ofHours(2));

        assertThat(times("web-actions")).containsExactly("2025-11-06T21:00:00Z", "2025-11-06T21:02:00Z");
        assertThat(times("execution-reports")).isEmpty();
        assertThat(execution(runtime.system()).shownOutcome()).isEqualTo(ShownOutcome.TIMED_OUT);
        assertThat(http.get("/local/topics/notifications/messages").response().body())
                .contains("schedule_execution_failed")
                .contains("no report of this schedule has ever arrived");
        assertThat(http.get("/local/consumers")
                        .json()
                        .at("/consumers/0/received")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void lambda_destinations_report_without_code_in_the_consumer() {
        consumer("{\"topic\":\"web-actions\",\"behavior\":\"succeed\",\"failures_first\":1,"
                + "\"after_seconds\":5,\"style\":\"lambda_destination\"}");
        create("{\"expect_report\":true,\"retry\":{\"maximum_attempts\":2,\"jitter\":0}}");

        runtime.system().advance(Duration.ofHours(2));

        Execution execution = execution(runtime.system());
        assertThat(execution.shownOutcome()).isEqualTo(ShownOutcome.SUCCEEDED);
        assertThat(execution.attemptHistory().get(0).message())
                .isEqualTo("RetriesExhausted: LocalConsumer: Failure 1 of 1 of the local consumer");
        assertThat(execution.attemptHistory().get(1).output()).isEqualTo("{\"done\":true}");
    }

    @Test
    void a_message_of_a_schedule_without_run_policy_is_not_reported() {
        consumer("{\"topic\":\"web-actions\",\"behavior\":\"fail\"}");
        http.post(
                "/local/topics/schedule-creation/messages",
                "{\"action\":\"create\",\"schedule\":{\"name\":\"job\",\"schedule_expression\":\"" + AT_NINE
                        + "\",\"target_type\":\"web_action\",\"payload\":{}}}");

        runtime.system().advance(Duration.ofDays(30));

        assertThat(times("web-actions")).hasSize(1);
        assertThat(times("execution-reports")).isEmpty();
        assertThat(http.get("/local/consumers")
                        .json()
                        .at("/consumers/0/received")
                        .asInt())
                .isZero();
    }

    @Test
    void a_removed_consumer_does_not_send_the_reports_that_are_still_to_come() {
        consumer("{\"topic\":\"web-actions\",\"behavior\":\"succeed\",\"after_seconds\":600}");
        create("{\"expect_report\":true}");
        runtime.system().advance(Duration.ofMinutes(61));

        Response response = http.send("DELETE", "/local/consumers", "{\"topic\":\"web-actions\"}");

        assertThat(response.json().path("consumers")).isEmpty();
        runtime.system().advance(Duration.ofMinutes(30));
        assertThat(times("execution-reports")).isEmpty();
        assertThat(execution(runtime.system()).shownOutcome()).isEqualTo(ShownOutcome.TIMED_OUT);
    }

    @Test
    void a_topic_has_one_consumer_and_an_empty_delete_removes_all() {
        consumer("{\"topic\":\"web-actions\",\"behavior\":\"fail\"}");
        consumer("{\"topic\":\"arn:aws:sns:us-east-1:000000000000:my-topic-local\",\"behavior\":\"silent\"}");
        JsonNode all = consumer("{\"topic\":\"web-actions\",\"behavior\":\"succeed\",\"failures_first\":3}");

        assertThat(all).hasSize(2);
        assertThat(all.path(0))
                .isEqualTo(Json.parse("{\"topic\":\"web-actions\",\"behavior\":\"succeed\",\"failures_first\":3,"
                        + "\"after_seconds\":1,\"style\":\"report\",\"received\":0,\"reported\":0}"));
        assertThat(http.send("DELETE", "/local/consumers", null).json().path("consumers"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {}                                                          | topic: is required and must be one of web-actions, notifications, arn:
                    {"topic":"unknown","behavior":"fail"}                       | topic: is required and must be one of web-actions
                    {"topic":"execution-reports","behavior":"fail"}             | topic: is required and must be one of web-actions
                    {"topic":"schedule-creation","behavior":"fail"}             | topic: is required and must be one of web-actions
                    {"topic":7,"behavior":"fail"}                               | topic: must be a string, not a number
                    {"topic":"web-actions"}                                     | behavior: is required and must be succeed, fail or silent
                    {"topic":"web-actions","behavior":"SUCCEED"}                | behavior: is required and must be succeed, fail or silent
                    {"topic":"web-actions","behavior":"fail","failures_first":-1} | failures_first: must be from 0 to 1000000
                    {"topic":"web-actions","behavior":"fail","after_seconds":604801} | after_seconds: must be from 0 to 604800
                    {"topic":"web-actions","behavior":"fail","after_seconds":"5"} | after_seconds: must be a whole number, not a string
                    {"topic":"web-actions","behavior":"fail","style":"sqs"}     | style: must be report or lambda_destination
                    {"topic":"web-actions","behavior":"fail","delay":1}         | delay: unknown field
                    """)
    void an_invalid_consumer_is_refused_with_what_to_send(String body, String detail) {
        Response response = http.post("/local/consumers", body);

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.json().path("error").asText()).isEqualTo("invalid_request");
        assertThat(response.json().path("details").toString().replace("\\\"", "\""))
                .contains(detail);
        assertThat(http.get("/local/consumers").json().path("consumers")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "[]", "{"})
    void a_consumer_that_is_not_json_is_refused(String body) {
        for (String method : List.of("POST", "DELETE")) {
            Response response = http.send(method, "/local/consumers", body);

            assertThat(response.status()).isEqualTo(400);
            assertThat(response.json().path("error").asText()).isEqualTo("invalid_json");
        }
    }

    @Test
    void a_report_of_256_kb_and_more_is_refused_by_the_topic() {
        Response response = http.post("/local/topics/execution-reports/messages", "x".repeat(300_000));

        assertThat(response.status()).isEqualTo(413);
        assertThat(times("execution-reports")).isEmpty();
    }

    @Test
    void outcomes_retries_and_time_outs_are_one_line_each() {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (LocalSystem system = LocalSystem.open(SETTINGS, Functions.REAL, new Console(output))) {
            system.topics()
                    .publish(
                            system.stage().scheduleCreation(),
                            new TopicMessage(
                                    "{\"schema_version\":5,\"action\":\"create\",\"schedule\":"
                                            + schedule("{\"expect_report\":true,\"report_within_seconds\":60,"
                                                    + "\"retry\":{\"maximum_attempts\":2,\"jitter\":0}}")
                                            + "}",
                                    Map.of()));
            system.advance(Duration.ofHours(1));
            system.topics()
                    .publish(
                            system.stage().executionReports(),
                            new TopicMessage(
                                    "{\"execution_id\":\""
                                            + execution(system).key().executionId()
                                            + "\",\"attempt\":1,\"outcome\":\"failed\",\"message\":\"no disk\"}",
                                    Map.of()));
            system.topics().publish(system.stage().executionReports(), new TopicMessage("oops", Map.of()));
            system.advance(Duration.ofHours(1));
        }

        assertThat(output.toString(StandardCharsets.UTF_8).lines().filter(it -> !it.contains("  message   ")))
                .anyMatch(it -> it.startsWith(
                        "2025-11-06T21:00:00Z  report    failed for 2025-11-06T21:00:00Z, attempt 1  (sched_"))
                .anyMatch(it -> it.startsWith("2025-11-06T21:00:00Z  warn  report_unreadable  code=invalid_json"))
                .anyMatch(it -> it.startsWith("2025-11-06T21:00:00Z  retry     attempt 2 for 2025-11-06T21:00:00Z"
                        + " is due at 2025-11-06T21:01:00Z, because attempt 1 failed  (sched_"))
                .anyMatch(it -> it.startsWith(
                        "2025-11-06T21:01:00Z  retry     attempt 2 published for 2025-11-06T21:00:00Z  (sched_"))
                .anyMatch(it ->
                        it.startsWith("2025-11-06T21:02:00Z  ended     timed out for 2025-11-06T21:00:00Z, attempt 2:"
                                + " No report arrived by 2025-11-06T21:02:00Z  (sched_"))
                .noneMatch(it -> it.contains("no disk"));
    }

    @Test
    void what_was_due_at_a_restart_is_swept_and_consumers_are_gone(@TempDir Path directory) {
        LocalSettings settings = SETTINGS.withDataDirectory(directory);
        try (LocalSystem system = LocalSystem.open(settings)) {
            system.topics()
                    .publish(
                            system.stage().scheduleCreation(),
                            new TopicMessage(
                                    "{\"schema_version\":5,\"action\":\"create\",\"schedule\":"
                                            + schedule("{\"expect_report\":true}") + "}",
                                    Map.of()));
            system.advance(Duration.ofHours(1));
            assertThat(execution(system).shownOutcome()).isEqualTo(ShownOutcome.WAITING);
        }

        try (LocalSystem system = LocalSystem.open(settings)) {
            system.advance(Duration.ofMinutes(14));
            assertThat(execution(system).shownOutcome()).isEqualTo(ShownOutcome.WAITING);
            system.advance(Duration.ofMinutes(1));
            assertThat(execution(system).shownOutcome()).isEqualTo(ShownOutcome.TIMED_OUT);
            assertThat(system.consumers().all()).isEmpty();
        }
    }
}
