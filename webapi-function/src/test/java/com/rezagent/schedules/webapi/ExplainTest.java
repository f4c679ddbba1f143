package com.rezagent.schedules.webapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.DefinitionDefaults;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Response;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExplainTest {
    private final FakeStage stage = new FakeStage();

    @AfterEach
    void no_service_was_called() {
        assertThat(stage.topics.published()).isEmpty();
        assertThat(stage.store.readCount()).isZero();
    }

    private Response send(String json) {
        return stage.post("/api/expressions/explain", json);
    }

    private JsonNode explain(String json) {
        Response response = send(json);
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        return response.json();
    }

    private static List<String> list(JsonNode json, String list, String field) {
        return StreamSupport.stream(json.get(list).spliterator(), false)
                .map(it -> it.path(field).asText())
                .toList();
    }

    @Test
    void a_valid_expression_has_fields_a_description_and_ten_firings_in_three_timezones() {
        JsonNode json = explain("""
                {"schedule_expression": "cron(0 6 * * ? *)", "timezone": "America/New_York",
                 "viewer_timezone": "Asia/Tokyo"}
                """);

        assertThat(json.path("valid").booleanValue()).isTrue();
        assertThat(json.path("canonical").textValue()).isEqualTo("cron(0 6 * * ? *)");
        assertThat(json.path("expression_description").textValue()).isEqualTo("At 06:00, every day");
        assertThat(list(json, "fields", "name"))
                .containsExactly("minute", "hour", "day-of-month", "month", "day-of-week", "year");
        assertThat(json.path("firings")).hasSize(10);
        assertThat(json.at("/firings/0")).isEqualTo(Json.parse("""
                        {"scheduled_time": "2025-11-07T11:00:00Z", "local_time": "2025-11-07T06:00:00-05:00",
                         "viewer_time": "2025-11-07T20:00:00+09:00", "verdict": "runs", "code": null, "reason": null,
                         "mark": null}
                        """));
        assertThat(json.path("firings_per_month").doubleValue()).isEqualTo(30);
        assertThat(json.path("errors")).isEmpty();
    }

    @Test
    void a_time_that_clocks_skip_is_a_row_without_a_scheduled_time() {
        JsonNode json = explain("""
                {"schedule_expression": "cron(30 2 29 3 ? 2026)", "timezone": "Europe/Berlin",
                 "viewer_timezone": "UTC"}
                """);

        JsonNode row = json.at("/firings/0");
        assertThat(row.path("mark").textValue()).isEqualTo("gap");
        assertThat(row.path("verdict").textValue()).isEqualTo("skipped");
        assertThat(row.path("local_time").textValue()).isEqualTo("2026-03-29T02:30:00");
        assertThat(row.path("scheduled_time").isNull()).isTrue();
        assertThat(row.path("viewer_time").isNull()).isTrue();
    }

    @Test
    void a_repeated_time_has_a_mark() {
        JsonNode json = explain("""
                {"schedule_expression": "cron(30 2 25 10 ? 2026)", "timezone": "Europe/Berlin"}
                """);

        assertThat(json.at("/firings/0/mark").textValue()).isEqualTo("overlap");
        assertThat(json.at("/firings/0/local_time").textValue()).isEqualTo("2026-10-25T02:30:00+02:00");
        assertThat(json.at("/firings/0/viewer_time").isNull()).isTrue();
    }

    @Test
    void without_a_start_a_rate_fires_now_and_counts_from_now() {
        assertThat(list(explain("{\"schedule_expression\":\"rate(1 hour)\",\"count\":2}"), "firings", "scheduled_time"))
                .containsExactly(
                        FakeStage.NOW.toString(),
                        FakeStage.NOW.plusSeconds(3600).toString());
    }

    @Test
    void with_a_start_in_the_past_a_rate_fires_after_now() {
        assertThat(explain("{\"schedule_expression\":\"rate(1 hour)\",\"start_date\":\"2025-11-06T18:00:00Z\"}")
                        .at("/firings/0/scheduled_time")
                        .textValue())
                .isEqualTo("2025-11-06T21:00:00Z");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                                       | schedule_expression
            {"schedule_expression": null}                                            | schedule_expression
            {"schedule_expression": ""}                                              | schedule_expression
            {"schedule_expression": "cron(0 25 * * ? *)"}                            | hour
            {"schedule_expression": "rate(1 day)", "timezone": "Mars/Olympus"}       | timezone
            {"schedule_expression": "rate(1 day)", "viewer_timezone": "Mars/Olympus"} | viewer_timezone
            {"schedule_expression": "rate(1 day)", "start_date": "tomorrow"}         | start_date
            """)
    void an_invalid_value_is_an_error_in_the_response(String json, String field) {
        JsonNode explanation = explain(json);

        assertThat(explanation.path("valid").booleanValue()).isFalse();
        assertThat(list(explanation, "errors", "field")).containsExactly(field);
    }

    @Test
    void a_text_that_is_too_long_is_an_error_in_the_response() {
        JsonNode json = explain("{\"schedule_expression\":\"cron(" + "0 ".repeat(5_000) + ")\"}");

        assertThat(list(json, "errors", "message").get(0)).startsWith("Expression must have at most 256 characters");
        assertThat(json.path("fields")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "\"cron(0 6 * * ? *)\""})
    void a_body_that_is_no_json_object_is_refused(String body) {
        Response response = send(body);

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.text("error")).isEqualTo("invalid_json");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"schedule_expression": 5}                                               | schedule_expression
            {"schedule_expression": {"a": 1}}                                        | schedule_expression
            {"schedule_expression": "rate(1 day)", "timezone": ["UTC"]}              | timezone
            {"schedule_expression": "rate(1 day)", "count": 0}                       | count
            {"schedule_expression": "rate(1 day)", "count": 101}                     | count
            {"schedule_expression": "rate(1 day)", "count": "ten"}                   | count
            """)
    void a_value_of_another_type_or_a_count_out_of_range_is_refused(String json, String field) {
        Response response = send(json);

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.text("details")).startsWith(field + ": must be ");
    }

    @Test
    void group_gives_its_timezone_and_its_pause() {
        stage.putGroup("billing", new DefinitionDefaults(ZoneId.of("Europe/Berlin"), null));
        stage.pauseGroup("billing", null, Instant.parse("2025-11-08T05:00:00Z"), "maintenance");

        JsonNode json = explain("""
                {"schedule_expression": "cron(0 6 * * ? *)", "group": "billing", "count": 1}
                """);

        assertThat(list(json, "firings", "local_time"))
                .containsExactly("2025-11-07T06:00:00+01:00", "2025-11-08T06:00:00+01:00");
        assertThat(list(json, "firings", "code")).containsExactly("group_paused", "null");
        assertThat(list(json, "firings", "verdict")).containsExactly("skipped", "runs");
        assertThat(json.at("/firings/0/reason").textValue()).contains("maintenance");
    }

    @Test
    void firing_that_never_runs_because_of_the_group_is_warned_of() {
        stage.pauseGroup("default", null, Instant.parse("2025-12-01T00:00:00Z"), null);

        JsonNode json = explain("{\"schedule_expression\": \"at(2025-11-20T06:00:00)\", \"group\": \"default\"}");

        assertThat(json.path("warnings").toString()).contains("It never runs");
    }

    @ParameterizedTest
    @CsvSource({"nightly, Group nightly does not exist", "Not a group, begin and end with", "import, reserved"})
    void group_that_cannot_be_used_is_an_error_of_its_field(String group, String words) {
        JsonNode json = explain("{\"schedule_expression\": \"rate(1 day)\", \"group\": \"" + group + "\"}");

        assertThat(json.path("valid").booleanValue()).isFalse();
        assertThat(list(json, "errors", "field")).containsExactly("group");
        assertThat(json.at("/errors/0/message").textValue()
                        + json.at("/errors/0/fix").asText())
                .contains(words);
        assertThat(json.path("firings")).hasSize(10);
    }

    @Test
    void an_unknown_field_is_refused_with_the_allowed_ones() {
        Response response = send("{\"expression\":\"rate(1 day)\"}");

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.text("details"))
                .isEqualTo("expression: unknown field; allowed fields are count, end_date, group,"
                        + " schedule_expression, start_date, timezone, viewer_timezone");
    }
}
