package com.rezagent.schedules.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportReaderTest {
    private static final String ID = "exec_0123456789abcdef0123456789abcdef_20251106T200000Z";

    private static Report body(String json) {
        return ReportReader.body(Json.parseObject(json));
    }

    @Test
    void every_field_is_read() {
        assertThat(body("""
                                {"outcome": "failed", "attempt": 2, "message": "Out of stock", "output": "{}",
                                 "retryable": false, "retry_after_seconds": 86400}
                                """))
                .isEqualTo(
                        new Report(Report.Progress.FAILED, 2, "Out of stock", "{}", false, false, Duration.ofDays(1)));
    }

    @Test
    void only_the_outcome_is_required() {
        assertThat(body("{\"outcome\": \"started\"}")).isEqualTo(Report.of(Report.Progress.STARTED, null));
        assertThat(body("{\"outcome\": \"succeeded\", \"attempt\": null, \"message\": null, \"output\": null,"
                        + " \"retryable\": null, \"retry_after_seconds\": null}"))
                .isEqualTo(Report.of(Report.Progress.SUCCEEDED, null));
    }

    @Test
    void an_output_that_is_not_a_text_is_kept_as_json() {
        assertThat(body("{\"outcome\": \"succeeded\", \"output\": {\"rows\": [1, 2.50]}}")
                        .output())
                .isEqualTo("{\"rows\":[1,2.50]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                 | outcome",
                "{'outcome': 'done'}                                | outcome",
                "{'outcome': 1}                                     | outcome",
                "{'outcome': 'failed', 'attempt': 0}                | attempt",
                "{'outcome': 'failed', 'attempt': '1'}              | attempt",
                "{'outcome': 'failed', 'message': {}}               | message",
                "{'outcome': 'failed', 'retryable': 'yes'}          | retryable",
                "{'outcome': 'failed', 'retry_after_seconds': 86401} | retry_after_seconds",
                "{'outcome': 'failed', 'retry_after_seconds': -1}   | retry_after_seconds",
                "{'outcome': 'failed', 'reason': 'x'}               | reason: unknown field",
            })
    void an_invalid_body_is_refused_with_the_field(String json, String detail) {
        assertThatThrownBy(() -> body(json.replace('\'', '"'))).isInstanceOfSatisfying(RefusedException.class, it -> {
            assertThat(it.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
            assertThat(it.joinedDetails()).contains(detail);
        });
    }

    @Test
    void long_texts_are_cut_at_whole_characters_and_never_refused() {
        ObjectNode json = Json.object()
                .put("outcome", "failed")
                .put("message", "a" + "🏌".repeat(300))
                .put("output", "ß".repeat(3_000));

        Report report = ReportReader.body(json);

        assertThat(report.truncated()).isTrue();
        assertThat(report.message()).isEqualTo("a" + "🏌".repeat(255));
        assertThat(report.output()).isEqualTo("ß".repeat(2_048));
        assertThat(report.output().getBytes(StandardCharsets.UTF_8)).hasSize(Report.MAX_OUTPUT_BYTES);
    }

    @Test
    void texts_of_exactly_the_limit_are_whole() {
        Report report = Report.of(Report.Progress.FAILED, null, "m".repeat(1_024), "o".repeat(4_096), true, null);

        assertThat(report.truncated()).isFalse();
        assertThat(report.message()).hasSize(1_024);
        assertThat(report.output()).hasSize(4_096);
    }

    @Test
    void an_unpaired_surrogate_is_replaced() {
        assertThat(Report.of(Report.Progress.FAILED, null, "a\ud83cb", null, true, null))
                .isEqualTo(Report.of(Report.Progress.FAILED, null, "a?b", null, true, null));
    }

    // --- messages of the topic ---

    @Test
    void a_message_names_its_execution_and_may_have_fields_of_its_own() {
        assertThat(ReportReader.message("{\"execution_id\": \"" + ID
                        + "\", \"outcome\": \"succeeded\", \"attempt\": 3, \"host\": \"a\"}"))
                .isEqualTo(new ReportMessage(ID, Report.of(Report.Progress.SUCCEEDED, 3)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"text\"",
                "{",
                "{}",
                "{\"outcome\": \"failed\"}",
                "{\"execution_id\": 1, \"outcome\": \"failed\"}",
                "{\"execution_id\": \"\", \"outcome\": \"failed\"}",
                "{\"execution_id\": \"exec_x\"}",
                "{\"execution_id\": \"exec_x\", \"outcome\": \"failed\"} x",
                "{\"requestContext\": {\"condition\": \"Success\"}}",
                "{\"requestContext\": {\"condition\": \"Success\"}, \"requestPayload\": {\"Records\": []}}",
                "{\"requestContext\": {\"condition\": \"Success\"}, \"requestPayload\": {\"Records\": [{\"Sns\": {\"Message\": \"x\"}}]}}",
                "{\"requestContext\": {\"condition\": \"Success\"}, \"requestPayload\": {\"Records\": [{\"Sns\": {\"Message\": \"{}\"}}]}}",
                "{\"requestContext\": [], \"requestPayload\": 1}"
            })
    void what_is_no_report_is_refused(String message) {
        assertThatThrownBy(() -> ReportReader.message(message)).isInstanceOf(RefusedException.class);
    }

    @Test
    void a_message_of_a_megabyte_is_read() {
        ObjectNode json =
                Json.object().put("execution_id", ID).put("outcome", "failed").put("message", "x".repeat(1 << 20));

        assertThat(ReportReader.message(Json.write(json)).report().message()).hasSize(1_024);
    }

    // --- records of Lambda destinations ---

    private static ObjectNode record(String condition) {
        String envelope = Json.write(Json.object()
                .put("id", "msg_0123")
                .put("execution_id", ID)
                .put("attempt", 2)
                .put("retry_count", 1));
        ObjectNode record = Json.object().put("version", "1.0").put("timestamp", "2025-11-06T20:00:01.651Z");
        record.putObject("requestContext")
                .put("requestId", "c2a6f2ae-7dbb-4d22-8782-d0485c9877e2")
                .put("functionArn", "arn:aws:lambda:us-east-1:123456789012:function:consumer:$LATEST")
                .put("condition", condition)
                .put("approximateInvokeCount", 3);
        record.putObject("requestPayload")
                .putArray("Records")
                .addObject()
                .put("EventSource", "aws:sns")
                .putObject("Sns")
                .put("Type", "Notification")
                .put("Message", envelope);
        return record;
    }

    @Test
    void the_record_of_a_success_is_a_success_with_the_response() {
        ObjectNode record = record("Success");
        record.putObject("responseContext").put("statusCode", 200).put("executedVersion", "$LATEST");
        record.putObject("responsePayload").put("booked", true);

        assertThat(ReportReader.message(Json.write(record)))
                .isEqualTo(new ReportMessage(
                        ID, Report.of(Report.Progress.SUCCEEDED, 2, null, "{\"booked\":true}", true, null)));
    }

    @Test
    void the_record_of_an_error_is_a_failure_with_the_error() {
        ObjectNode record = record("RetriesExhausted");
        record.putObject("responseContext").put("statusCode", 200).put("functionError", "Unhandled");
        record.putObject("responsePayload").put("errorMessage", "Out of stock").put("errorType", "StockError");

        assertThat(ReportReader.message(Json.write(record)))
                .isEqualTo(new ReportMessage(
                        ID,
                        Report.of(
                                Report.Progress.FAILED,
                                2,
                                "RetriesExhausted: StockError: Out of stock",
                                null,
                                true,
                                null)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"EventAgeExceeded", "ZeroReservedConcurrency", "SomethingNew"})
    void the_record_of_an_event_that_was_never_processed_is_a_failure(String condition) {
        assertThat(ReportReader.message(Json.write(record(condition))).report())
                .isEqualTo(Report.of(Report.Progress.FAILED, 2, condition, null, true, null));
    }

    @Test
    void a_record_without_the_payload_says_what_to_do() {
        ObjectNode record = record("Success");
        record.remove("requestPayload");

        assertThatThrownBy(() -> ReportReader.message(Json.write(record)))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        it -> assertThat(it.joinedDetails())
                                .contains("Records[0].Sns.Message", "let the consumer report itself"));
    }
}
