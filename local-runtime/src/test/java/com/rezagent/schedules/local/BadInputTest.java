package com.rezagent.schedules.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.Http.Response;
import com.rezagent.schedules.messaging.TopicMessage;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Invalid input returns an error code with instructions, and changes neither the store, the engine nor a topic. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {
    private static final String VALID = """
            {"name":"good","schedule_expression":"cron(0 * * * ? *)","timezone":"UTC","target_type":"web_action","payload":{"a":1}}""";

    @AutoClose
    private SchemaCheckedRuntime runtime;

    private Http http;
    private String id;
    private List<String> before;

    @BeforeAll
    void start() {
        runtime = SchemaCheckedRuntime.manual("2025-11-06T20:00:00Z");
        http = runtime.http();
        Response created = http.send("POST", "/api/schedules", VALID, "Prefer", "wait=10");
        assertThat(created.status()).isEqualTo(201);
        id = created.json().path("schedule_id").asText();
    }

    @BeforeEach
    void recordState() {
        before = state();
    }

    /** Returns everything that a request could change. */
    private List<String> state() {
        runtime.system().runDue();
        return List.of(
                http.get("/api/schedules").response().body(),
                http.get("/api/schedules/" + id).response().body(),
                http.get("/local/engine/schedules").response().body(),
                http.get("/local/topics/schedule-creation/messages").response().body(),
                http.get("/local/topics/notifications/messages").response().body(),
                http.get("/local/topics/web-actions/messages").response().body(),
                http.get("/local/dead-letters").response().body());
    }

    private void assertRefused(Response response, int status, String error, String details) {
        assertThat(response.status()).as(response.response().body()).isEqualTo(status);
        JsonNode json = response.json();
        assertThat(json.path("error").asText()).isEqualTo(error);
        assertThat(json.path("message").asText()).isNotBlank();
        assertThat(json.path("details").asText()).contains(details);
        assertThat(json.path("request_id").asText()).isNotBlank();
        assertThat(response.response().body()).doesNotContain("Exception", "\tat ", "com.rezagent");
        assertThat(state()).as("nothing changed").isEqualTo(before);
    }

    private static String longName() {
        return "\"" + "n".repeat(101) + "\"";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "", textBlock = """
                    {"name":     | Not valid JSON at line 1
                    [1]          | must be an object
                    []           | must be an object
                    null         | must be an object
                    "text"       | must be an object
                    7            | must be an object
                    {} {}        | Not valid JSON
                    {"name":NaN} | Not valid JSON
                    {"name":"a","name":"b"} | Duplicate field
                    """)
    void a_body_that_is_not_a_json_object_is_invalid_json(String body, String details) {
        assertRefused(http.post("/api/schedules", body), 400, "invalid_json", details);
        assertRefused(http.send("PUT", "/api/schedules/" + id, body), 400, "invalid_json", details);
    }

    @Test
    void an_empty_body_is_invalid_json() {
        assertRefused(http.post("/api/schedules", ""), 400, "invalid_json", "send one JSON object");
    }

    /** Replaces one field of a valid body. {@code -} removes it, {@code 101} means a name of that length. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    name                | ""                     | invalid_name                | 1 to 100 characters
                    name                | "   "                  | invalid_name                | 1 to 100 characters
                    name                | 101                    | invalid_name                | at most 100 characters
                    name                | -                      | invalid_name                | name: is required
                    name                | null                   | invalid_name                | name
                    name                | 1                      | invalid_name                | must be a string, not a number
                    name                | {}                     | invalid_name                | must be a string
                    schedule_expression | -                      | invalid_schedule_expression | is required
                    schedule_expression | 1                      | invalid_schedule_expression | must be a string, not a number
                    schedule_expression | "cron(0 6 * * ?)"      | invalid_schedule_expression | Expression must have 6 fields for EventBridge Scheduler
                    schedule_expression | "rate(0 minutes)"      | invalid_schedule_expression | 0 is not in 1-2147483647
                    schedule_expression | "at(2025-11-06T19:59:59)" | invalid_schedule_expression | give a later time
                    schedule_expression | "at(2025-11-06T20:00:00)" | invalid_schedule_expression | give a later time
                    schedule_expression | "each day"             | invalid_schedule_expression | cron(
                    timezone            | "Mars/Olympus"         | invalid_timezone            | America/New_York
                    timezone            | "+05:00"               | invalid_timezone            | an offset is not a timezone
                    timezone            | 5                      | invalid_timezone            | must be a string, not a number
                    target_type         | "email"                | invalid_target              | use web_action, notification or custom
                    target_type         | "custom"               | invalid_target              | target_topic_arn: is required
                    target_type         | true                   | invalid_target              | must be a string
                    target_topic_arn    | "arn:aws:sns:us-east-1:000000000000:my-topic-local" | invalid_target | custom
                    target_topic_arn    | 1                      | invalid_target              | must be a string
                    payload             | "text"                 | invalid_payload             | must be a JSON object, not a string
                    payload             | [1]                    | invalid_payload             | must be a JSON object
                    payload             | -                      | invalid_payload             | is required
                    arguments           | "text"                 | invalid_request             | arguments: must be a JSON object
                    description         | 1                      | invalid_request             | description: must be a string
                    start_date          | 1                      | invalid_request             | start_date: must be a string
                    end_date            | "tomorrow"             | invalid_request             | end_date
                    flexible_time_window_minutes | "5"           | invalid_request             | flexible_time_window_minutes: must be a whole number
                    flexible_time_window_minutes | 1441          | invalid_request             | 1440
                    retry_policy        | 1                      | invalid_request             | retry_policy: must be a JSON object
                    retry_policy        | {"maximum_retry_attempts":186} | invalid_request     | 185
                    retry_policy        | {"other":1}            | invalid_request             | other
                    run_policy          | 1                      | invalid_run_policy          | run_policy: must be a JSON object
                    run_policy          | {"overlap":"skip"}     | invalid_run_policy          | run_policy.overlap: needs reports; set run_policy.expect_report to true
                    run_policy          | {"expect_report":true,"retry":{"multiplier":1e400}} | invalid_run_policy | run_policy.retry.multiplier: must be from 1 to 10
                    colour              | "red"                  | invalid_request             | colour: unknown field
                    status              | "PAUSED"               | invalid_request             | status: must be "paused" or a status that a response shows
                    status              | 5                      | invalid_request             | status: must be "paused" or a status that a response shows
                    """)
    void each_invalid_field_has_an_error_code_and_instructions(
            String field, String value, String error, String details) {
        ObjectNode body = Json.parseObject(VALID);
        body.put("name", "bad");
        if (value.equals("-")) {
            body.remove(field);
        } else {
            body.set(field, Json.parse(value.equals("101") ? longName() : value));
        }
        assertRefused(http.post("/api/schedules", Json.write(body)), 400, error, details);
    }

    @Test
    void a_custom_topic_that_is_not_allowed_is_refused() {
        String body = VALID.replace(
                "\"web_action\"",
                "\"custom\",\"target_topic_arn\":\"arn:aws:sns:us-east-1:000000000000:somebody-elses\"");

        assertRefused(http.post("/api/schedules", body), 400, "invalid_target", "with --custom-topic");
    }

    @Test
    void returns_413_for_a_body_over_the_limit() {
        assertRefused(
                http.post(
                        "/api/schedules",
                        VALID.replace("{\"a\":1}", "{\"a\":\"" + "x".repeat(TopicMessage.MAX_BYTES) + "\"}")),
                413,
                "payload_too_large",
                String.valueOf(TopicMessage.MAX_BYTES));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/xml", "application/x-www-form-urlencoded"})
    void returns_415_for_another_content_type(String type) {
        assertRefused(
                http.sendAs(type, "POST", "/api/schedules", VALID), 415, "unsupported_media_type", "application/json");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/nothing, 404, route_not_found",
        "GET, /dashboard, 404, route_not_found",
        "GET, /api/schedules/{id}/nothing, 404, route_not_found",
        "PATCH, /api/schedules, 405, method_not_allowed",
        "DELETE, /api/schedules, 405, method_not_allowed",
        "POST, /api/schedules/{id}, 405, method_not_allowed",
        "GET, /api/schedules/{id}/pause, 405, method_not_allowed",
        "GET, /api/schedules/preview/x, 404, route_not_found",
        "POST, /health, 405, method_not_allowed",
        "GET, /api/schedules/sched_00000000000000000000000000000000, 404, schedule_not_found",
        "DELETE, /api/schedules/sched_00000000000000000000000000000000, 404, schedule_not_found",
        "POST, /api/schedules/sched_00000000000000000000000000000000/pause, 404, schedule_not_found",
        "POST, /api/schedules/sched_00000000000000000000000000000000/resume, 404, schedule_not_found",
        "POST, /api/schedules/sched_00000000000000000000000000000000/trigger, 404, schedule_not_found",
        "GET, /api/schedules/sched_00000000000000000000000000000000/executions, 404, schedule_not_found",
        "GET, /api/schedules/..%2F..%2Fsecret, 404, schedule_not_found",
        "GET, /api/schedules?limit=0, 400, invalid_request",
        "GET, /api/schedules?limit=x, 400, invalid_request",
        "GET, /api/schedules?status=sleeping, 400, invalid_request",
        "GET, /api/schedules?colour=red, 400, invalid_request",
        "GET, /api/schedules?next_token=nonsense, 400, invalid_request"
    })
    void unknown_routes_methods_schedules_and_queries_are_refused(
            String method, String path, int status, String error) {
        Response response = http.send(method, path.replace("{id}", id), null);

        assertRefused(response, status, error, "");
        assertThat(response.json().path("details").asText()).isNotBlank();
        if (status == 405) {
            assertThat(response.header("Allow")).isNotBlank();
        }
    }

    @Test
    void returns_404_for_a_replacement_of_an_unknown_id() {
        String body = VALID.replace("\"name\":\"good\",", "");

        assertRefused(
                http.send("PUT", "/api/schedules/sched_00000000000000000000000000000000", body),
                404,
                "schedule_not_found",
                "GET /api/schedules lists");
    }
}
