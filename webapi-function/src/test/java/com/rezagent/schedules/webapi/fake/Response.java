package com.rezagent.schedules.webapi.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import java.util.Map;
import java.util.TreeMap;

/** An HTTP response, as API Gateway reads it from the output of the function. */
public record Response(int status, Map<String, String> headers, String body) {
    static Response read(byte[] event) {
        JsonNode json = Json.parse(event);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        json.path("headers")
                .properties()
                .forEach(it -> headers.put(it.getKey(), it.getValue().textValue()));
        return new Response(
                json.path("statusCode").intValue(), headers, json.path("body").textValue());
    }

    public ObjectNode json() {
        return Json.parseObject(body);
    }

    public String header(String name) {
        return headers.get(name);
    }

    /** Returns a field of the body as text; null if it is absent or null in JSON. */
    public String text(String field) {
        JsonNode value = json().get(field);
        return value == null || value.isNull() ? null : value.asText();
    }

    /** Returns the error code. */
    public String error() {
        return text("error");
    }

    public String details() {
        return text("details");
    }
}
