package com.rezagent.schedules.webapi.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * API Gateway's HTTP API events, payload format 2.0. Reading is strict about what makes an event one of these, since a
 * lenient mapping would turn any other event into an empty request; and lenient about fields that nothing here reads.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html">
 *     Lambda proxy integrations for HTTP APIs</a>
 */
public final class HttpApiEvent {
    private static final String FORMAT = "2.0";
    private static final String DEFAULT_STAGE = "$default";

    private HttpApiEvent() {}

    /**
     * Reads one event.
     *
     * @throws IllegalArgumentException when it is no HTTP API event of format 2.0; nothing of it is in the message
     */
    public static HttpRequest read(byte[] utf8) {
        JsonNode event = Json.parse(utf8);
        if (!FORMAT.equals(optionalText(event, "version"))) {
            throw unknownShape("version 2.0");
        }
        JsonNode context = event.path("requestContext");
        String stage = requiredText(context, "stage");
        String rawPath = requiredText(event, "rawPath");
        String basePath = basePath(stage, rawPath);
        String path = rawPath.substring(basePath.length());
        String queryString = optionalText(event, "rawQueryString");
        return new HttpRequest(
                requiredText(context, "requestId"),
                requiredText(context.path("http"), "method"),
                basePath,
                path.isEmpty() ? "/" : path,
                queryString == null ? "" : queryString,
                headers(event.path("headers")),
                optionalText(event, "body"),
                event.path("isBase64Encoded").booleanValue(),
                caller(context.path("authorizer")));
    }

    /** The event's answer. */
    public static byte[] write(HttpResponse response) {
        ObjectNode headers = Json.object();
        response.headers().forEach(headers::put);
        ObjectNode json = Json.object();
        json.put("statusCode", response.status());
        json.set("headers", headers);
        json.put("body", response.body());
        json.put("isBase64Encoded", false);
        return Json.writeBytes(json);
    }

    private static String basePath(String stage, String rawPath) {
        String prefix = "/" + stage;
        boolean leads = rawPath.equals(prefix) || rawPath.startsWith(prefix + "/");
        return !stage.equals(DEFAULT_STAGE) && leads ? prefix : "";
    }

    private static Map<String, String> headers(JsonNode node) {
        if (!node.isObject() && !node.isNull() && !node.isMissingNode()) {
            throw unknownShape("object as headers");
        }
        Map<String, String> headers = new TreeMap<>();
        for (Map.Entry<String, JsonNode> header : node.properties()) {
            headers.put(header.getKey(), requiredText(node, header.getKey()));
        }
        return headers;
    }

    /** Who API Gateway says it is: a JWT's subject, or the caller's IAM ARN. Nothing else of a request is believed. */
    private static Optional<String> caller(JsonNode authorizer) {
        String subject = optionalText(authorizer.path("jwt").path("claims"), "sub");
        String arn = optionalText(authorizer.path("iam"), "userArn");
        return Optional.ofNullable(subject == null ? arn : subject);
    }

    private static String requiredText(JsonNode parent, String field) {
        String text = optionalText(parent, field);
        if (text == null) {
            throw unknownShape("text as " + field);
        }
        return text;
    }

    private static @Nullable String optionalText(JsonNode parent, String field) {
        JsonNode value = parent.path(field);
        if (!value.isTextual() && !value.isNull() && !value.isMissingNode()) {
            throw unknownShape("text as " + field);
        }
        return value.textValue();
    }

    private static IllegalArgumentException unknownShape(String missing) {
        return new IllegalArgumentException("Not an HTTP API event of payload format 2.0: it has no " + missing);
    }
}
