package com.rezagent.schedules.webapi.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.json.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorResponseTest {
    @ParameterizedTest
    @CsvSource({
        "invalid_json, 400",
        "invalid_request, 400",
        "invalid_name, 400",
        "invalid_schedule_expression, 400",
        "invalid_timezone, 400",
        "invalid_target, 400",
        "invalid_payload, 400",
        "unauthorized, 401",
        "schedule_not_found, 404",
        "route_not_found, 404",
        "method_not_allowed, 405",
        "schedule_name_conflict, 409",
        "schedule_deleted, 409",
        "schedule_failed, 409",
        "version_conflict, 412",
        "payload_too_large, 413",
        "unsupported_media_type, 415",
        "internal_error, 500",
        "service_unavailable, 503",
        "schedules_disabled, 503",
        "schedules_read_only, 503"
    })
    void each_code_has_its_status_and_the_body_has_message_and_details(String code, int status) {
        RefusedException error = new RefusedException(
                ErrorCode.of(code).orElseThrow(), "The message", "the first detail; the second detail");

        HttpResponse response = ErrorResponse.of(error, "req-7");

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.headers()).containsEntry("Content-Type", "application/json");
        assertThat(response.body())
                .isEqualTo(Json.write(Json.object()
                        .put("error", code)
                        .put("message", "The message")
                        .put("details", "the first detail; the second detail")
                        .put("request_id", "req-7")));
    }
}
