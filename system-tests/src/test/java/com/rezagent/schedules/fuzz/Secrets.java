package com.rezagent.schedules.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * Marker words in payloads, arguments, descriptions and credentials, which only their owner may see. None may appear in
 * a log line, an error response, a notification or an exception, unless a mutation moved it into text that errors may
 * quote: a name, an expression or a field name.
 */
final class Secrets {
    static final String PAYLOAD = "xqpayloadqx";
    static final String CREDENTIAL = "xqbearerqx";

    private static final List<String> ALL = List.of(PAYLOAD, CREDENTIAL);
    private static final List<String> PRIVATE_FIELDS = List.of("payload", "arguments", "description");

    private Secrets() {}

    static boolean isIn(String text) {
        return ALL.stream().anyMatch(text::contains);
    }

    /** Returns whether an event contains a marker word outside of the private fields. */
    static boolean areExposed(byte[] event) {
        if (!(EventShape.parsed(event) instanceof ObjectNode json)) {
            return false;
        }
        ObjectNode rest = json.deepCopy();
        if (rest.path("headers") instanceof ObjectNode headers) {
            headers.remove("authorization");
        }
        if (rest.path("body").isTextual()) {
            String body = rest.path("body").textValue();
            rest.put("body", withoutPrivate(rest.path("isBase64Encoded").booleanValue() ? decoded(body) : body));
        }
        for (JsonNode record : rest.path("Records")) {
            if (record.path("Sns") instanceof ObjectNode sns
                    && sns.path("Message").isTextual()) {
                sns.put("Message", withoutPrivate(sns.path("Message").textValue()));
            }
        }
        return isIn(Json.write(rest));
    }

    private static String withoutPrivate(String text) {
        if (!(EventShape.parsed(text.getBytes(StandardCharsets.UTF_8)) instanceof ObjectNode json)) {
            return ""; // text that is not a JSON object is never quoted
        }
        json.remove(PRIVATE_FIELDS);
        if (json.path("schedule") instanceof ObjectNode schedule) {
            schedule.remove(PRIVATE_FIELDS);
        }
        return Json.write(json);
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
