package com.rezagent.schedules.webapi.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import java.util.Map;
import java.util.TreeMap;

/** One answer, as API Gateway reads it. */
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

    /** A field of the body as text; null where it is JSON's null or absent. */
    public String text(String field) {
        JsonNode value = json().get(field);
        return value == null || value.isNull() ? null : value.asText();
    }

    /** The error's code. */
    public String error() {
        return text("error");
    }

    public String details() {
        return text("details");
    }
}
