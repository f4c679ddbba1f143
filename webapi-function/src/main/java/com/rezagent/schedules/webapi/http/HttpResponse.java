package com.rezagent.schedules.webapi.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An HTTP response.
 *
 * @param body JSON text, or empty
 */
public record HttpResponse(int status, Map<String, String> headers, String body) {
    static final String NOT_CACHED = "no-store";

    public HttpResponse {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** Returns a response with a JSON body and {@code Cache-Control: no-store}, because it shows a momentary state. */
    public static HttpResponse json(int status, ObjectNode body) {
        return jsonText(status, Json.write(body));
    }

    public static HttpResponse jsonText(int status, String body) {
        return new HttpResponse(status, Map.of(), body)
                .with("Content-Type", "application/json")
                .with("Cache-Control", NOT_CACHED);
    }

    /** Returns a response with a list, which has a weak {@code ETag}, see {@link ListEntityTag}. */
    public static HttpResponse list(ObjectNode body) {
        return listText(Json.write(body));
    }

    static HttpResponse listText(String body) {
        return jsonText(200, body).with("ETag", ListEntityTag.of(body));
    }

    /** Returns a response without a body. */
    public static HttpResponse empty(int status) {
        return new HttpResponse(status, Map.of(), "");
    }

    public HttpResponse with(String header, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(header, value);
        return new HttpResponse(status, all, body);
    }

    /** Returns the same response with an {@code ETag} that a change can be made conditional on. */
    public HttpResponse withEntityTag(String content) {
        return with("ETag", "\"" + content + "\"");
    }

    /** Returns the same response without its body, for {@code HEAD}. */
    public HttpResponse withoutBody() {
        return new HttpResponse(status, headers, "");
    }
}
