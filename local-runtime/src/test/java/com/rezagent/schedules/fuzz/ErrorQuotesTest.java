package com.rezagent.schedules.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.contract.Mutations;
import com.rezagent.schedules.deployment.SampleEvents;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.simulation.SimulatedStores;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No error quotes more than 100 characters of its request, and none shows anything of a payload. */
class ErrorQuotesTest {
    /** A text of which no piece of 100 characters is repeated. */
    private static final String LONG = longText();

    private final FuzzStage stage = new FuzzStage(SimulatedStores.memory());

    private static String longText() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 400; i++) {
            text.append((char) ('a' + i % 26)).append(i);
        }
        return text.toString();
    }

    private static List<String> hostile() {
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

    private String refusal(ObjectNode event) {
        JsonNode answer = Json.parse(stage.request(Json.writeBytes(event)));
        return answer.path("statusCode").intValue() < 400
                ? ""
                : answer.path("body").textValue();
    }

    private static ObjectNode sample(String name) {
        return SampleEvents.all().get(name);
    }

    private static void assertQuotesLittle(String refusal, String what) {
        assertThat(Quotes.longest(LONG, refusal)).as("%s: %s", what, refusal).isLessThanOrEqualTo(Quotes.MOST);
    }

    @Test
    void a_field_with_a_long_value_is_quoted_in_part() {
        int[] refused = {0};
        for (String file : List.of("api-create.json", "api-preview.json")) {
            ObjectNode body = Json.parseObject(sample(file).path("body").textValue());
            List<String> fields = new ArrayList<>(List.of("start_date", "end_date", "from", "timezone", LONG));
            body.fieldNames().forEachRemaining(fields::add);
            for (String field : fields) {
                for (String value : hostile()) {
                    if (Mutations.OPAQUE.contains(field)) {
                        continue;
                    }
                    ObjectNode asked = sample(file);
                    asked.put("body", Json.write(body.deepCopy().put(field, value)));
                    String refusal = refusal(asked);
                    refused[0] += refusal.isEmpty() ? 0 : 1;
                    assertQuotesLittle(refusal, file + " " + field);
                }
            }
        }

        assertThat(refused[0]).isGreaterThan(80);
    }

    @Test
    void a_query_a_header_and_a_path_are_quoted_in_part() {
        for (String value : hostile()) {
            String encoded = value.replace(" ", "%20");
            for (String query : List.of(
                    encoded + "=1",
                    "name=" + encoded,
                    "limit=" + encoded,
                    "next_token=" + encoded,
                    "status=" + encoded)) {
                assertQuotesLittle(refusal(sample("api-list.json").put("rawQueryString", query)), query);
            }
            ObjectNode read = sample("api-read.json");
            read.put("rawPath", "/api/schedules/" + encoded);
            assertQuotesLittle(refusal(read), "path");
            ObjectNode replace = sample("api-replace.json");
            ((ObjectNode) replace.path("headers")).put("if-match", value).put("content-type", value);
            assertQuotesLittle(refusal(replace), "headers");
        }
    }

    @Test
    void nothing_of_a_payload_is_quoted_however_it_is_wrong() {
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
            String refusal = refusal(sample("api-create.json").put("body", body));

            assertThat(refusal).isNotEmpty().doesNotContain(secret);
        }
    }
}
