package com.rezagent.schedules.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.Http.Response;
import com.rezagent.schedules.local.system.LocalSettings;
import com.rezagent.schedules.messaging.TopicMessage;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The local runtime over HTTP: the API behind the local API Gateway, and the routes under /local. */
class LocalRuntimeTest {
    private static final String HOURLY = """
            {"name":"hourly","schedule_expression":"cron(0 * * * ? *)","target_type":"web_action","payload":{"a":1}}
            """;

    @AutoClose
    private final SchemaCheckedRuntime runtime = SchemaCheckedRuntime.manual("2025-11-06T20:00:00Z");

    private final Http http = runtime.http();

    private String created(String body) {
        return http.created(body).path("schedule_id").asText();
    }

    @Test
    void a_created_schedule_publishes_its_firings_when_the_clock_is_advanced() {
        created(HOURLY);

        JsonNode clock = http.post("/local/clock", "{\"advance\":\"PT3H\"}").json();

        assertThat(clock.path("now").asText()).isEqualTo("2025-11-06T23:00:00Z");
        assertThat(http.messages("web-actions"))
                .extracting(it -> it.path("received_at").asText())
                .containsExactly("2025-11-06T21:00:00Z", "2025-11-06T22:00:00Z", "2025-11-06T23:00:00Z");
        JsonNode first = http.messages("web-actions").path(0);
        assertThat(first.path("message_id").asText()).isNotBlank();
        assertThat(first.path("message").asText()).contains("\"payload\":{\"a\":1}");
        assertThat(first.path("attributes").path("message_type").asText()).isEqualTo("web_action");
        assertThat(http.messages("schedule-creation")).hasSize(1);
        assertThat(http.messages("notifications")).isEmpty();
    }

    @Test
    void any_publisher_may_send_a_command() {
        Response published = http.post(
                "/local/topics/schedule-creation/messages", "{\"action\":\"create\",\"schedule\":" + HOURLY + "}");
        assertThat(published.status()).isEqualTo(200);
        assertThat(published.json().path("message_id").asText()).isNotBlank();

        http.post("/local/clock", "{\"advance\":\"PT0S\"}");

        assertThat(http.get("/api/schedules").json().path("schedules")).hasSize(1);
    }

    @Test
    void custom_topics_are_addressed_by_their_arn() {
        String arn = LocalSettings.SAMPLE_TOPIC.value();
        created(HOURLY.replace("\"web_action\"", "\"custom\",\"target_topic_arn\":\"" + arn + "\""));

        http.post("/local/clock", "{\"advance\":\"PT1H\"}");

        assertThat(http.messages(arn)).hasSize(1);
        assertThat(http.messages(URLEncoder.encode(arn, StandardCharsets.UTF_8)))
                .hasSize(1);
    }

    @Test
    void an_update_of_an_engine_entry_without_a_state_enables_it() {
        String cron = "\"schedule_expression\":\"cron(0 * * * ? *)\"";
        assertThat(putEntry("foreign", "{" + cron + ",\"state\":\"DISABLED\"}")
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("DISABLED");

        assertThat(putEntry("foreign", "{" + cron + "}").json().path("state").asText())
                .isEqualTo("ENABLED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no%20blanks", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"})
    void an_engine_entry_with_a_name_that_eventbridge_refuses_is_not_created(String name) {
        assertThat(putEntry(name, "{\"schedule_expression\":\"cron(0 * * * ? *)\"}")
                        .status())
                .isEqualTo(400);
    }

    private Response putEntry(String name, String body) {
        return http.send("PUT", "/local/engine/schedules/" + name, body);
    }

    @Test
    void a_reconcile_run_repairs_direct_changes_of_the_engine() {
        String id = created(HOURLY);
        JsonNode entry =
                http.get("/local/engine/schedules").json().path("schedules").path(0);
        assertThat(entry.path("name").asText()).isEqualTo(id);
        assertThat(entry.path("schedule_expression").asText()).isEqualTo("cron(0 * * * ? *)");
        assertThat(entry.path("timezone").asText()).isEqualTo("UTC");
        assertThat(entry.path("state").asText()).isEqualTo("ENABLED");

        String foreign = "{\"schedule_expression\":\"cron(30 3 * * ? *)\",\"timezone\":\"UTC\"}";
        assertThat(http.send("PUT", "/local/engine/schedules/foreign", foreign).status())
                .isEqualTo(200);
        assertThat(http.send("DELETE", "/local/engine/schedules/" + id, null).status())
                .isEqualTo(204);
        assertThat(http.send("DELETE", "/local/engine/schedules/" + id, null).status())
                .isEqualTo(404);

        JsonNode dry = http.post("/local/reconcile", "{\"dry_run\":true}").json();
        assertThat(dry.path("lost").asInt()).isEqualTo(1);
        assertThat(http.get("/local/engine/schedules").json().path("schedules"))
                .extracting(it -> it.path("name").asText())
                .contains("foreign");
        http.send("POST", "/local/reconcile", null);

        assertThat(http.get("/local/engine/schedules").json().path("schedules"))
                .extracting(it -> it.path("name").asText())
                .containsExactly(id);
    }

    @Test
    void a_command_that_failed_three_times_is_a_dead_letter_and_can_be_redriven() {
        String fault =
                "{\"caller\":\"scheduler\",\"target\":\"store\",\"operation\":\"insert\",\"error\":\"crash_before\",\"times\":3}";
        JsonNode faults = http.post("/local/faults", fault).json().path("faults");
        assertThat(faults.path(0).path("times").asInt()).isEqualTo(3);
        Response pending = http.send("POST", "/api/schedules", HOURLY, "Prefer", "wait=0");
        assertThat(pending.status()).isEqualTo(202);

        http.post("/local/clock", "{\"advance\":\"PT10M\"}");

        JsonNode deadLetters = http.get("/local/dead-letters").json().path("dead_letters");
        assertThat(deadLetters).hasSize(1);
        assertThat(deadLetters.path(0).path("reason").asText()).contains("3 times");
        assertThat(deadLetters.path(0).path("event").path("Records")).hasSize(1);
        assertThat(http.send("POST", "/local/dead-letters/redrive", null)
                        .json()
                        .path("redriven")
                        .asInt())
                .isEqualTo(1);
        assertThat(http.get("/api/schedules").json().path("schedules")).hasSize(1);
        assertThat(http.get("/local/dead-letters").json().path("dead_letters")).isEmpty();
    }

    @Test
    void an_undelivered_firing_is_an_eventbridge_dead_letter_and_can_be_redriven() {
        http.send(
                "POST",
                "/api/schedules",
                "{\"name\":\"undelivered\",\"schedule_expression\":\"cron(0 * * * ? *)\",\"target_type\":\"web_action\","
                        + "\"payload\":{\"a\":1},\"retry_policy\":{\"maximum_retry_attempts\":1}}",
                "Prefer",
                "wait=10");
        String fault = "{\"caller\":\"engine\",\"target\":\"function\",\"error\":\"throttled\",\"times\":2}";
        assertThat(http.post("/local/faults", fault).status()).isEqualTo(200);

        http.post("/local/clock", "{\"advance\":\"PT1H5M\"}");

        JsonNode deadLetter =
                http.get("/local/dead-letters").json().path("dead_letters").path(0);
        assertThat(deadLetter.path("queue").asText()).isEqualTo("eventbridge");
        assertThat(deadLetter.path("attributes").path("RETRY_ATTEMPTS").asText())
                .isEqualTo("1");
        JsonNode firing = Json.parse(deadLetter.path("event").path("Payload").asText());
        assertThat(http.get("/local/topics/web-actions/messages").json().path("messages"))
                .isEmpty();
        assertThat(http.send("POST", "/local/dead-letters/redrive", null)
                        .json()
                        .path("redriven")
                        .asInt())
                .isEqualTo(1);
        assertThat(http.get("/local/topics/web-actions/messages").json().at("/messages/0/attributes/scheduled_time"))
                .isEqualTo(firing.path("scheduled_time"));
        assertThat(http.get("/local/dead-letters").json().path("dead_letters")).isEmpty();
    }

    @Test
    void a_crashed_web_api_function_returns_the_500_of_api_gateway() {
        http.post("/local/faults", "{\"caller\":\"api\",\"target\":\"topics\",\"error\":\"crash_after\"}");

        Response response = http.post("/api/schedules", HOURLY);

        assertThat(response.status()).isEqualTo(500);
        assertThat(response.response().body()).isEqualTo("{\"message\":\"Internal Server Error\"}");
        assertThat(http.messages("schedule-creation"))
                .as("it crashed after publishing")
                .hasSize(1);
    }

    @Test
    void cleared_faults_have_no_effect() {
        http.post("/local/faults", "{\"target\":\"topics\",\"error\":\"throttled\",\"times\":9}");

        assertThat(http.send("DELETE", "/local/faults", null).json().path("faults"))
                .isEmpty();

        created(HOURLY);
    }

    @Test
    void a_body_over_ten_megabytes_returns_the_413_of_api_gateway() {
        Response response = http.post("/api/schedules", " ".repeat(10 * 1024 * 1024 + 1));

        assertThat(response.status()).isEqualTo(413);
        assertThat(response.response().body()).isEqualTo("{\"message\":\"Request Entity Too Large\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"advance\":1}",
                "{\"advance\":\"P1M\"}",
                "{\"advance\":\"-PT1S\"}",
                "{\"advance\":\"P9999D\"}",
                "{\"advance\":\"PT1S\",\"x\":1}",
                "no json",
                "[]",
                "",
                "{\"advance\":\"P99999999999999999999D\"}"
            })
    void an_invalid_clock_request_does_not_advance_the_clock(String body) {
        Response response = http.post("/local/clock", body);

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.json().path("error").asText()).startsWith("invalid_");
        assertThat(response.json().path("message").asText()).isNotBlank();
        assertThat(response.json().path("details").asText()).isNotBlank();
        assertThat(http.get("/local/clock").json().path("now").asText()).isEqualTo("2025-11-06T20:00:00Z");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"target":"moon","error":"throttled"}                          | target
                    {"target":"store"}                                             | error
                    {"target":"store","error":"broken"}                            | error
                    {"target":"store","error":"throttled","operation":"publish"}   | operation
                    {"target":"store","error":"throttled","caller":"me"}           | caller
                    {"target":"store","error":"throttled","times":0}               | times
                    {"target":"store","error":"throttled","other":0}               | other
                    """)
    void an_invalid_fault_is_refused_with_the_name_of_the_field(String body, String field) {
        Response response = http.post("/local/faults", body);

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.json().path("details").asText()).contains(field);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /local, 404, route_not_found",
        "GET, /local/, 404, route_not_found",
        "GET, /local/nothing, 404, route_not_found",
        "GET, /local/topics/unknown/messages, 404, route_not_found",
        "DELETE, /local/clock, 405, method_not_allowed",
        "PATCH, /local/faults, 405, method_not_allowed",
        "GET, /localhost, 404, route_not_found"
    })
    void unknown_local_routes_and_methods_return_the_error_format_of_the_api(
            String method, String path, int status, String error) {
        Response response = http.send(method, path, null);

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.json().path("error").asText()).isEqualTo(error);
        assertThat(response.json().path("request_id").asText()).isNotBlank();
        if (status == 405) {
            assertThat(response.header("Allow")).isNotBlank();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"schedule_expression\":\"cron(0 0 * * SUN *)\"}",
                "{}",
                "{\"schedule_expression\":\"rate(1 hour)\",\"timezone\":\"Nowhere\"}",
                "{\"schedule_expression\":\"rate(1 hour)\",\"state\":\"on\"}"
            })
    void the_engine_refuses_entries_that_eventbridge_would_refuse(String body) {
        assertThat(http.send("PUT", "/local/engine/schedules/foreign", body).status())
                .isEqualTo(400);
        assertThat(http.get("/local/engine/schedules").json().path("schedules")).isEmpty();
    }

    @Test
    void an_empty_or_too_large_message_is_refused() {
        assertThat(http.post("/local/topics/web-actions/messages", "").status()).isEqualTo(400);
        assertThat(http.post("/local/topics/web-actions/messages", "x".repeat(TopicMessage.MAX_BYTES + 1))
                        .status())
                .isEqualTo(413);
        assertThat(http.post("/local/topics/web-actions/messages", "x".repeat(TopicMessage.MAX_BYTES))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_second_runtime_cannot_use_the_same_port() {
        assertThatThrownBy(() -> LocalRuntime.start(
                        LocalSettings.inMemory(), runtime.uri().getPort()))
                .isInstanceOf(LocalRuntime.PortException.class)
                .hasMessageContaining("is already in use");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/local/topics/..%2F..%2Fclock/messages",
                "/local/topics/%2e%2e/messages",
                "/local/topics/arn:aws:sns:us-east-1:000000000000:unknown/messages",
                "/local/topics/web-actions%00/messages",
                "/local/topics/WEB-ACTIONS/messages"
            })
    void returns_404_for_an_unknown_topic_and_lists_the_known_ones(String path) {
        for (String method : List.of("GET", "POST")) {
            Response response = http.send(method, path, method.equals("POST") ? "x" : null);

            assertThat(response.status()).isEqualTo(404);
            assertThat(response.json().path("error").asText()).isEqualTo("route_not_found");
            assertThat(response.json().path("details").asText())
                    .contains("schedule-creation, web-actions, notifications, execution-reports, "
                            + LocalSettings.SAMPLE_TOPIC);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/local/topics//messages", "/local", "/local/unknown", "/local/engine/schedules/a/b"})
    void returns_404_for_an_unknown_local_route_and_lists_the_known_ones(String path) {
        for (String method : List.of("GET", "POST")) {
            Response response = http.send(method, path, method.equals("POST") ? "x" : null);

            assertThat(response.status()).isEqualTo(404);
            assertThat(response.json().path("error").asText()).isEqualTo("route_not_found");
            assertThat(response.json().path("details").asText()).contains("topics/{topic}/messages, clock");
        }
    }
}
