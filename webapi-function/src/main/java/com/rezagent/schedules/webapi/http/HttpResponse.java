package com.rezagent.schedules.webapi.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One answer.
 *
 * @param body JSON text, or empty
 */
public record HttpResponse(int status, Map<String, String> headers, String body) {
    public HttpResponse {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** An answer with a JSON body, which no cache may keep: it is about this moment. */
    public static HttpResponse json(int status, ObjectNode body) {
        return jsonText(status, Json.write(body));
    }

    public static HttpResponse jsonText(int status, String body) {
        return new HttpResponse(status, Map.of(), body)
                .with("Content-Type", "application/json")
                .with("Cache-Control", "no-store");
    }

    /** An answer without a body. */
    public static HttpResponse empty(int status) {
        return new HttpResponse(status, Map.of(), "");
    }

    public HttpResponse with(String header, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(header, value);
        return new HttpResponse(status, all, body);
    }

    /** As {@code HEAD} answers it. */
    public HttpResponse withoutBody() {
        return new HttpResponse(status, headers, "");
    }
}
