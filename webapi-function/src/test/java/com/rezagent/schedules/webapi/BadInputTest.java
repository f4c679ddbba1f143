package com.rezagent.schedules.webapi;

import static com.rezagent.schedules.webapi.fake.FakeStage.teeTime;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Request;
import com.rezagent.schedules.webapi.fake.Response;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Invalid requests: the error says how to fix them, and nothing is changed. */
class BadInputTest {
    private final FakeStage stage = new FakeStage();

    @AfterEach
    void nothing_was_published_or_stored() {
        assertThat(stage.topics.published()).isEmpty();
        assertThat(stage.store.all()).isEmpty();
    }

    private Response post(String json) {
        return stage.post("/api/schedules", json);
    }

    private static void refused(Response response, int status, String code, String detail) {
        response.assertError(status, code, detail);
        assertThat(response.text("message")).isNotBlank();
        assertThat(response.text("request_id")).isEqualTo("req-1");
        assertThat(response.json().size()).isEqualTo(4);
    }

    /** Returns the sample schedule with one field set to the given JSON, or without the field if {@code json} is null. */
    private static String with(String field, String json) {
        ObjectNode body = teeTime();
        if (json == null) {
            body.remove(field);
        } else {
            body.set(field, Json.parse(json));
        }
        return Json.write(body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "{",
                "{\"name\":}",
                "{'name':'x'}",
                "[]",
                "[{}]",
                "null",
                "true",
                "7",
                "\"text\"",
                "{} {}",
                "nul",
                "{\"name\":\"a\",\"name\":\"b\"}",
                "\u0000",
                "\uFEFF{}",
                "{\"payload\":{\"a\":1,\"a\":2}}",
                "{\"count\":NaN}",
                "{\"count\":Infinity}",
                "{\"count\":+1}",
                "{\"count\":01}",
                "name=x"
            })
    void a_body_that_is_not_one_json_object_is_invalid_json(String body) {
        refused(post(body), 400, "invalid_json", "");
    }

    @Test
    void json_nested_too_deeply_is_invalid_json() {
        refused(post("[".repeat(100_000)), 400, "invalid_json", "");
        refused(post("{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000)), 400, "invalid_json", "");
    }

    /** Regression test: Jackson quotes the number in an exception of its own, which was returned as 500 and logged. */
    @Test
    void a_number_with_an_exponent_out_of_range_is_invalid_json_and_not_quoted() {
        Response response = post(with("payload", "{}").replace("{}", "{\"secret\":-4711e468777035215}"));

        refused(response, 400, "invalid_json", "A number's exponent is out of range");
        assertThat(response.body() + stage.log).doesNotContain("4711");
    }

    @Test
    void a_time_whose_utc_year_is_outside_0_to_9999_is_refused() {
        refused(
                post(with("end_date", "\"9999-12-31T23:59:59-18:00\"")),
                400,
                "invalid_request",
                "end_date: must be in");
        refused(
                post(with("start_date", "\"0000-01-01T00:00:00+18:00\"")),
                400,
                "invalid_request",
                "start_date: must be");
    }

    /**
     * Regression test: listing all errors of a body of 240 KB produced a response of 7 MB, over the 6 MB limit of
     * Lambda, so that the caller got an internal error.
     */
    @Test
    void only_the_first_twenty_errors_are_listed() {
        ObjectNode body = teeTime();
        for (int i = 0; i < 30_000; i++) {
            body.put(Integer.toString(i, 36), 1);
        }
        Response response = post(Json.write(body));

        refused(response, 400, "invalid_request", "j: unknown field");
        assertThat(response.details())
                .endsWith("and 29980 more; fix these first")
                .doesNotContain("k: ");
    }

    @Test
    void a_payload_nested_too_deeply_for_an_envelope_is_refused() {
        String deep = "{\"a\":".repeat(101) + "1" + "}".repeat(101);

        refused(post(with("payload", deep)), 400, "invalid_payload", "payload: nests deeper than 100 levels");
        refused(post(with("arguments", deep)), 400, "invalid_request", "arguments: nests deeper than 100 levels");
    }

    @Test
    void bytes_that_are_not_utf_8_are_invalid_json() {
        String latin1 = Base64.getEncoder().encodeToString("{\"name\":\"Café\"}".getBytes(StandardCharsets.ISO_8859_1));
        Request request = Request.post("/api/schedules").header("content-type", "application/json");

        refused(stage.send(request.encoded(latin1)), 400, "invalid_json", "UTF-8");
        refused(stage.send(request.encoded("=not base64=")), 400, "invalid_json", "UTF-8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "name | `7` | invalid_name | name: must be a string, not a number",
                "name | `\"\"` | invalid_name | name: must have 1 to 100 characters",
                "name | `\"  \"` | invalid_name | name: must have 1 to 100 characters",
                "name | `\"a\\u0007b\"` | invalid_name | name: the character U+0007",
                "name | | invalid_name | name: is required",
                "name | null | invalid_name | name: is required",
                "schedule_expression | 5 | invalid_schedule_expression | schedule_expression: must be a string",
                "schedule_expression | | invalid_schedule_expression | schedule_expression: is required, e.g.",
                "schedule_expression | `\"0 6 * * *\"` | invalid_schedule_expression | ``",
                "schedule_expression | `\"cron(0 6 * * ?)\"` | invalid_schedule_expression | Expression must have 6 fields for EventBridge Scheduler",
                "schedule_expression | `\"cron(0 25 * * ? *)\"` | invalid_schedule_expression | hour: 25 is not in 0-23",
                "schedule_expression | `\"rate(0 minutes)\"` | invalid_schedule_expression | ``",
                "schedule_expression | `\"at(2025-11-06T10:00:00)\"` | invalid_schedule_expression | never fires: at(2025-11-06T10:00:00) in America/New_York is not in the future",
                "schedule_expression | `\"at(2026-03-08T02:30:00)\"` | invalid_schedule_expression | does not exist in America/New_York",
                "schedule_expression | `\"cron(0 0 30 2 ? *)\"` | invalid_schedule_expression | never fires",
                "timezone | `\"Mars/Olympus\"` | invalid_timezone | Mars/Olympus",
                "timezone | `\"+05:00\"` | invalid_timezone | +05:00",
                "timezone | `\"EST\"` | invalid_timezone | EST",
                "timezone | 5 | invalid_timezone | timezone: must be a string",
                "target_type | `\"email\"` | invalid_target | target_type: use web_action, notification or custom",
                "target_type | `\"custom\"` | invalid_target | target_topic_arn: is required",
                "target_type | | invalid_target | target_type: is required",
                "target_topic_arn | `\"arn:aws:sns:us-east-1:123456789012:rez-agent-custom\"` | invalid_target | only allowed with target_type custom; remove it",
                "payload | `\"text\"` | invalid_payload | payload: must be a JSON object, not a string",
                "payload | `[]` | invalid_payload | payload: must be a JSON object, not an array",
                "payload | | invalid_payload | payload: is required",
                "payload | null | invalid_payload | payload: is required",
                "arguments | `[1]` | invalid_request | arguments: must be a JSON object, not an array",
                "description | `{}` | invalid_request | description: must be a string, not an object",
                "start_date | `\"2025-11-06\"` | invalid_request | start_date: must be an RFC 3339 time",
                "start_date | `\"2025-02-30T00:00:00Z\"` | invalid_request | start_date: ",
                "start_date | `\"2025-11-06T19:00:00Z\"` | invalid_request | start_date: 2025-11-06T19:00:00Z is more than 5 minutes in the past",
                "start_date | 1762459200 | invalid_request | start_date: must be a string",
                "end_date | `\"2025-11-06T20:00:00Z\"` | invalid_schedule_expression | before end_date",
                "flexible_time_window_minutes | 0 | invalid_request | flexible_time_window_minutes: must be from 1 to 1440",
                "flexible_time_window_minutes | 1.5 | invalid_request | flexible_time_window_minutes: must be a whole number",
                "flexible_time_window_minutes | `\"5\"` | invalid_request | flexible_time_window_minutes: must be a whole number",
                "flexible_time_window_minutes | 99999999999999999999 | invalid_request | flexible_time_window_minutes: must be from",
                "retry_policy | 3 | invalid_request | retry_policy: must be a JSON object",
                "retry_policy | `{\"maximum_retry_attempts\":186}` | invalid_request | retry_policy.maximum_retry_attempts: must be from 0 to 185",
                "retry_policy | `{\"maximum_event_age_seconds\":59}` | invalid_request | retry_policy.maximum_event_age_seconds: must be from 60 to 86400",
                "retry_policy | `{\"attempts\":1}` | invalid_request | retry_policy.attempts: unknown field",
                "run_policy | `[]` | invalid_run_policy | run_policy: must be a JSON object, not an array",
                "cron | `\"x\"` | invalid_request | cron: unknown field; allowed fields are",
                "state | `\"active\"` | invalid_request | state: unknown field",
                "calendars | `[\"holidays\"]` | invalid_request | calendars: unknown field",
                "condition | `{}` | invalid_request | condition: unknown field",
                "status | `\"PAUSED\"` | invalid_request | `status: must be \"paused\" or a status that a response shows; use pending, active, paused,`",
                "status | `\"sleeping\"` | invalid_request | `status: must be \"paused\" or`",
                "status | `\"\"` | invalid_request | `status: must be \"paused\" or`",
                "status | 5 | invalid_request | `status: must be \"paused\" or`",
                "status | true | invalid_request | `status: must be \"paused\" or`",
                "status | `[\"paused\"]` | invalid_request | `status: must be \"paused\" or`",
            })
    void an_invalid_field_returns_its_code_and_how_to_fix_it(String field, String json, String code, String detail) {
        refused(post(with(field, json)), 400, code, detail);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"en\":\"Hi\",\"de\":\"Hallo\"}", "[\"Hi\"]", "7", "true", "null"})
    void the_message_of_a_notification_must_be_a_string(String message) {
        String body = Json.write(teeTime().put("target_type", "notification"))
                .replace("\"action\":", "\"message\":" + message + ",\"action\":");

        refused(post(body), 400, "invalid_payload", "payload.message: must be a string, not ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "null", "{\"name\":\"x\"}"})
    void the_error_names_a_byte_order_mark(String json) {
        refused(post("\uFEFF" + json), 400, "invalid_json", "starts with a byte order mark, U+FEFF");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "gzip, deflate", "GZIP"})
    void a_compressed_body_returns_415(String encoding) {
        Request request = Request.post("/api/schedules")
                .header("content-type", "application/json")
                .header("Content-Encoding", encoding);

        refused(stage.send(request.encoded("H4sIAAAA")), 415, "unsupported_media_type", "Content-Encoding: ");
    }

    @Test
    void json_over_a_limit_of_the_parser_is_refused_with_the_limit() {
        String number = "1".repeat(1_001);
        refused(post("{\"" + "k".repeat(50_001) + "\":1}"), 400, "invalid_json", "more than 50000 characters");
        refused(post("{\"arguments\":{\"" + "k".repeat(60_000) + "\":1}}"), 400, "invalid_json", "50000");
        refused(post("{\"x\":" + number + "}"), 400, "invalid_json", "A number has more than 1000 characters");
        refused(post("{\"x\":0." + number + "}"), 400, "invalid_json", "A number has more than 1000 characters");
        refused(post("{\"x\":" + "[".repeat(1_001)), 400, "invalid_json", "nests deeper than 1000 levels");
        refused(post("[".repeat(2_000)), 400, "invalid_json", "nests deeper than 1000 levels");
    }

    @Test
    void a_name_of_101_characters_is_invalid() {
        refused(post(with("name", "\"" + "x".repeat(101) + "\"")), 400, "invalid_name", "at most 100 characters");
    }

    @Test
    void an_unpaired_surrogate_is_refused() {
        String body = Json.write(teeTime().put("description", "d"));

        refused(post(body.replace("daily", "\\ud800")), 400, "invalid_name", "the character U+D800 is not printable");
        refused(
                post(body.replace("pebble-beach\",", "\\ud800\",")),
                400,
                "invalid_payload",
                "payload: contains an unpaired surrogate");
        refused(
                post(body.replace("\"d\"", "\"\\udc00\"")),
                400,
                "invalid_request",
                "description: contains an unpaired surrogate");
    }

    @Test
    void a_custom_topic_must_be_allowed_by_the_stage() {
        ObjectNode body = teeTime()
                .put("target_type", "custom")
                .put("target_topic_arn", "arn:aws:sns:us-east-1:123456789012:somebody-elses");

        refused(
                post(Json.write(body)),
                400,
                "invalid_target",
                "target_topic_arn: is not a topic that this stage allows");
        refused(
                post(Json.write(body.put("target_topic_arn", "https://example.com"))),
                400,
                "invalid_target",
                "target_topic_arn: is not a topic");
    }

    @Test
    void all_errors_are_reported_together() {
        ObjectNode body =
                teeTime().put("name", "").put("timezone", "Mars/Olympus").put("target_type", "email");
        body.put("colour", "red");

        Response response = post(Json.write(body));

        refused(response, 400, "invalid_name", "name: ");
        assertThat(response.details()).contains("; ", "Mars/Olympus", "target_type: ", "colour: ");
    }

    @Test
    void a_body_over_the_limit_is_refused_before_its_fields_are_validated() {
        refused(post("{\"colour\":\"" + "x".repeat(300_000) + "\"}"), 413, "payload_too_large", "262144");
        refused(post(with("payload", "{\"a\":\"" + "x".repeat(300_000) + "\"}")), 413, "payload_too_large", "262144");
    }

    @Test
    void the_limit_counts_bytes_not_characters() {
        refused(post(with("payload", "{\"a\":\"" + "é".repeat(140_000) + "\"}")), 413, "payload_too_large", "262144");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-www-form-urlencoded",
                "text/plain",
                "text/json",
                "application/jsonp",
                "application/merge-patch+json",
                "application/json; charset=iso-8859-1",
                "application/json; charset=utf-16",
                "",
                ";;;;"
            })
    void other_media_types_are_unsupported(String contentType) {
        Response response = stage.send(
                Request.post("/api/schedules").raw(Json.write(teeTime())).header("Content-Type", contentType));

        refused(response, 415, "unsupported_media_type", "with curl, add -H 'Content-Type: application/json'");
    }

    @Test
    void a_body_without_a_content_type_is_unsupported() {
        Response response = stage.send(Request.post("/api/schedules").raw(Json.write(teeTime())));

        refused(response, 415, "unsupported_media_type", "application/json");
    }

    @Test
    void a_preview_returns_the_same_errors_as_a_create() {
        Request preview = Request.post("/api/schedules/preview");

        refused(stage.send(preview.json("[]")), 400, "invalid_json", "");
        refused(stage.send(preview.json("{}")), 400, "invalid_schedule_expression", "schedule_expression: is required");
        refused(stage.send(preview.raw("{}")), 415, "unsupported_media_type", "");
    }

    @Test
    void the_body_of_a_replacement_is_parsed_before_the_schedule_is_read() {
        refused(stage.put("/api/schedules/sched_0", "{"), 400, "invalid_json", "");
        refused(stage.put("/api/schedules/sched_0", "{}"), 404, "schedule_not_found", "");
    }
}
