package com.rezagent.schedules.webapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.contract.Exchange;
import com.rezagent.schedules.contract.OpenApi;
import com.rezagent.schedules.json.Json;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks that exchanges which violate the OpenAPI document are found, which no other test would notice. */
class OpenApiTest {
    private static final String ID = "sched_bdab65e2dab290db17aff0d9636dd21c";
    private static final Map<String, String> HEADERS =
            Map.of("content-type", "application/json", "cache-control", "no-store", "etag", "\"3f2a9c1d7e60-2\"");

    private final OpenApi openApi = OpenApi.shipped();

    private ObjectNode schedule() {
        return openApi.document()
                .json()
                .at("/components/schemas/Schedule/examples/0")
                .deepCopy();
    }

    private static Exchange read(String query, int status, Map<String, String> headers, String body) {
        return new Exchange("GET", "/api/schedules/" + ID, query, Map.of(), "", status, headers, body);
    }

    private void refused(Exchange exchange, String violation) {
        assertThat(openApi.violations(exchange)).isNotEmpty().anyMatch(it -> it.contains(violation), violation);
    }

    @Test
    void a_documented_response_has_no_violation() {
        assertThat(openApi.violations(read("", 200, HEADERS, Json.write(schedule()))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "colour | `\"red\"`",
                "status | `\"asleep\"`",
                "version | 0",
                "created_at | `\"2025-11-06T20:00:00+01:00\"`",
                "created_at | `\"2025-13-06T20:00:00Z\"`",
                "created_at | null",
                "schedule_id | `\"sched_0\"`",
                "retry_policy | {}",
                "payload | []",
                "command_id | `\"cmd_1\"`",
            },
            quoteCharacter = '`')
    void an_invalid_field_is_found(String field, String json) {
        ObjectNode body = schedule();
        body.set(field, Json.parse(json));

        refused(read("", 200, HEADERS, Json.write(body)), "response body");
    }

    @Test
    void a_missing_field_is_found() {
        ObjectNode body = schedule();
        body.remove("arguments");

        refused(read("", 200, HEADERS, Json.write(body)), "arguments");
    }

    @Test
    void invalid_headers_are_found() {
        String body = Json.write(schedule());

        refused(read("", 200, with("etag", "3f2a-1"), body), "etag");
        refused(read("", 200, with("x-powered-by", "x"), body), "x-powered-by");
        refused(read("", 200, with("content-type", "text/html"), body), "Content-Type");
        refused(read("", 200, Map.of("content-type", "application/json"), body), "etag is missing");
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> headers = new HashMap<>(HEADERS);
        headers.put(name, value);
        return headers;
    }

    @Test
    void an_undocumented_status_or_code_is_found() {
        Map<String, String> headers = Map.of("content-type", "application/json", "cache-control", "no-store");
        String conflict =
                "{\"error\":\"schedule_name_conflict\",\"message\":\"m\",\"details\":\"d\",\"request_id\":\"r\"}";

        refused(read("", 409, headers, conflict), "status 409 is not documented");
        refused(read("", 404, headers, conflict), "undocumented error code");
        refused(read("", 404, headers, "{\"message\":\"Not Found\"}"), "response body");
        refused(read("", 401, headers, "{\"message\":\"Unauthorized\"}"), "an error without a code");
        refused(read("", 404, headers, ""), "not JSON");
    }

    @Test
    void an_accepted_invalid_request_is_found() {
        refused(read("colour=red", 200, HEADERS, Json.write(schedule())), "colour is not documented");
        refused(read("include=everything", 200, HEADERS, Json.write(schedule())), "include");
        Exchange replaced = new Exchange(
                "PUT",
                "/api/schedules/" + ID,
                "",
                Map.of(),
                "{\"schedule_expression\":\"rate(1 day)\",\"target_type\":\"custom\"}",
                200,
                HEADERS,
                Json.write(schedule()));
        refused(replaced, "payload");
    }

    @Test
    void a_request_of_no_operation_is_validated_against_x_other_requests() {
        Exchange found = new Exchange("GET", "/api/nowhere", "", Map.of(), "", 200, HEADERS, "{}");

        refused(found, "requests of no operation");
    }
}
