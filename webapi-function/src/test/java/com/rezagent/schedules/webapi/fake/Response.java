package com.rezagent.schedules.webapi.fake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

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

    /** Asserts that the response is an error, and that its details contain some texts. */
    public void assertError(int expectedStatus, String code, String... texts) {
        assertThat(error()).as(body).isEqualTo(code);
        assertThat(status).isEqualTo(expectedStatus);
        for (String text : texts) {
            assertThat(details()).contains(text);
        }
    }

    /** Asserts that the status is 200, and returns the elements of an array in the body. */
    public List<JsonNode> items(String field) {
        assertThat(status).as(body).isEqualTo(200);
        return StreamSupport.stream(json().required(field).spliterator(), false).toList();
    }

    /** Returns texts as {@link #items} returns elements. */
    public List<String> texts(String field) {
        return items(field).stream().map(JsonNode::textValue).toList();
    }

    /** Returns a field of the elements that {@link #items} returns. */
    public List<String> texts(String field, String ofElement) {
        return items(field).stream().map(it -> it.get(ofElement).textValue()).toList();
    }

    /** Returns the error code. */
    public String error() {
        return text("error");
    }

    public String details() {
        return text("details");
    }
}
