package com.rezagent.schedules.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.contract.Mutations;
import com.rezagent.schedules.deployment.SampleEvents;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.testing.MemoryStores;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Errors quote at most 100 consecutive characters of a request, and nothing of a payload. */
class ErrorQuotesTest {
    /** Text in which no 100-character substring occurs twice. */
    private static final String LONG = longText();

    private final FuzzStage stage = new FuzzStage(MemoryStores.createAsOne());

    private static String longText() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 400; i++) {
            text.append((char) ('a' + i % 26)).append(i);
        }
        return text.toString();
    }

    private static List<String> longValues() {
        return List.of(
                LONG,
                "cron(" + LONG + ")",
                "rate(" + LONG + ")",
                "at(" + LONG + ")",
                "cron(0 0 9 * * " + LONG + ")",
                "2025-11-06T" + LONG,
                "America/" + LONG,
                "arn:aws:sns:us-east-1:123456789012:" + LONG);
    }

    private String errorBody(ObjectNode event) {
        JsonNode response = Json.parse(stage.request(Json.writeBytes(event)));
        return response.path("statusCode").intValue() < 400
                ? ""
                : response.path("body").textValue();
    }

    private static ObjectNode sample(String name) {
        return SampleEvents.all().get(name);
    }

    private static void assertQuoteIsShort(String error, String what) {
        assertThat(Quotes.longestCommonSubstring(LONG, error))
                .as("%s: %s", what, error)
                .isLessThanOrEqualTo(Quotes.MAX_LENGTH);
    }

    @Test
    void a_long_field_value_is_quoted_only_in_part() {
        int[] refusals = {0};
        for (String file : List.of("api-create.json", "api-preview.json")) {
            ObjectNode body = Json.parseObject(sample(file).path("body").textValue());
            List<String> fields = new ArrayList<>(List.of("start_date", "end_date", "from", "timezone", LONG));
            body.fieldNames().forEachRemaining(fields::add);
            for (String field : fields) {
                for (String value : longValues()) {
                    if (Mutations.OPAQUE.contains(field)) {
                        continue;
                    }
                    ObjectNode request = sample(file);
                    request.put("body", Json.write(body.deepCopy().put(field, value)));
                    String error = errorBody(request);
                    refusals[0] += error.isEmpty() ? 0 : 1;
                    assertQuoteIsShort(error, file + " " + field);
                }
            }
        }

        assertThat(refusals[0]).isGreaterThan(80);
    }

    @Test
    void a_long_query_header_or_path_is_quoted_only_in_part() {
        for (String value : longValues()) {
            String encoded = value.replace(" ", "%20");
            for (String query : List.of(
                    encoded + "=1",
                    "name=" + encoded,
                    "limit=" + encoded,
                    "next_token=" + encoded,
                    "status=" + encoded)) {
                assertQuoteIsShort(errorBody(sample("api-list.json").put("rawQueryString", query)), query);
            }
            ObjectNode read = sample("api-read.json");
            read.put("rawPath", "/api/schedules/" + encoded);
            assertQuoteIsShort(errorBody(read), "path");
            ObjectNode replace = sample("api-replace.json");
            ((ObjectNode) replace.path("headers")).put("if-match", value).put("content-type", value);
            assertQuoteIsShort(errorBody(replace), "headers");
        }
    }

    @Test
    void an_invalid_payload_is_never_quoted() {
        String secret = Secrets.PAYLOAD;
        List<String> payloads = List.of(
                "\"" + secret + "\"",
                "[\"" + secret + "\"]",
                "{\"" + secret + "\":\"\\ud800\"}",
                "{\"message\":{\"x\":\"" + secret + "\"}}",
                "{\"" + secret + "\":" + "[".repeat(200) + "]".repeat(200) + "}",
                "{\"" + secret + "\":1,\"" + secret + "\":2}",
                "{\"x\":" + secret + "}",
                "{\"x\":\"" + secret.repeat(30_000) + "\"}");
        for (String payload : payloads) {
            String body = Json.write(Json.parseObject(
                                    sample("api-create.json").path("body").textValue())
                            .put("target_type", "notification")
                            .put("payload", "PAYLOAD"))
                    .replace("\"PAYLOAD\"", payload);
            String error = errorBody(sample("api-create.json").put("body", body));

            assertThat(error).isNotEmpty().doesNotContain(secret);
        }
    }
}
