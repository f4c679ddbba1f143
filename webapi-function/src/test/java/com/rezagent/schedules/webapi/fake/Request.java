package com.rezagent.schedules.webapi.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** A request to the HTTP API. */
public record Request(
        String method,
        String path,
        String query,
        Map<String, String> headers,
        String body,
        boolean base64,
        String stage,
        ObjectNode authorizer) {

    public static Request of(String method, String target) {
        int mark = target.indexOf('?');
        return new Request(
                method,
                mark < 0 ? target : target.substring(0, mark),
                mark < 0 ? "" : target.substring(mark + 1),
                Map.of(),
                null,
                false,
                "$default",
                iam("arn:aws:iam::123456789012:user/golfer"));
    }

    public static Request get(String target) {
        return of("GET", target);
    }

    public static Request post(String target) {
        return of("POST", target);
    }

    public static Request put(String target) {
        return of("PUT", target);
    }

    public static Request delete(String target) {
        return of("DELETE", target);
    }

    public Request header(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return new Request(method, path, query, all, body, base64, stage, authorizer);
    }

    /** Returns the request with a JSON body and its content type. */
    public Request json(String text) {
        return raw(text).header("content-type", "application/json");
    }

    public Request json(JsonNode json) {
        return json(Json.write(json));
    }

    /** Returns the request with a body without a content type. */
    public Request raw(String text) {
        return new Request(method, path, query, headers, text, false, stage, authorizer);
    }

    public Request encoded(String base64Text) {
        return new Request(method, path, query, headers, base64Text, true, stage, authorizer);
    }

    /** Returns the request on a stage other than the default one. */
    public Request stage(String name) {
        return new Request(method, path, query, headers, body, base64, name, authorizer);
    }

    public Request authorizedBy(ObjectNode other) {
        return new Request(method, path, query, headers, body, base64, stage, other);
    }

    public Request anonymous() {
        return authorizedBy(null);
    }

    public static ObjectNode iam(String userArn) {
        ObjectNode authorizer = Json.object();
        authorizer.putObject("iam").put("userArn", userArn).put("accountId", "123456789012");
        return authorizer;
    }

    public static ObjectNode jwt(String subject) {
        ObjectNode authorizer = Json.object();
        authorizer.putObject("jwt").putObject("claims").put("sub", subject).put("iss", "https://id.example.com/");
        return authorizer;
    }

    /** Returns the event that API Gateway would send. */
    public byte[] event() {
        ObjectNode event = Json.object();
        event.put("version", "2.0")
                .put("routeKey", "$default")
                .put("rawPath", path)
                .put("rawQueryString", query);
        ObjectNode headerFields = event.putObject("headers");
        headers.forEach(headerFields::put);
        ObjectNode context = event.putObject("requestContext");
        context.put("requestId", "req-1").put("stage", stage);
        context.putObject("http").put("method", method).put("path", path).put("sourceIp", "203.0.113.7");
        if (authorizer != null) {
            context.set("authorizer", authorizer);
        }
        if (body != null) {
            event.put("body", body);
        }
        event.put("isBase64Encoded", base64);
        return Json.writeBytes(event);
    }
}
