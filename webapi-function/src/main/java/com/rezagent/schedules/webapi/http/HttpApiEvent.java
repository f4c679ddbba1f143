package com.rezagent.schedules.webapi.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes API Gateway HTTP API events, payload format 2.0. Reading is strict about the fields that identify
 * such an event, because a lenient mapping would turn any other event into an empty request. Fields that are not used
 * are ignored.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html">
 * Lambda proxy integrations for HTTP APIs</a>
 */
public final class HttpApiEvent {
    private static final String FORMAT = "2.0";
    private static final String DEFAULT_STAGE = "$default";

    private HttpApiEvent() {}

    /**
     * Returns the request of an event.
     *
     * @throws IllegalArgumentException if it is not an HTTP API event of format 2.0; the message contains no value of
     *     the event
     */
    public static HttpRequest read(byte[] utf8) {
        JsonNode event = Json.parse(utf8);
        if (!FORMAT.equals(optionalText(event, "version"))) {
            throw notAnHttpApiEvent("version 2.0");
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

    /** Returns the JSON that Lambda returns to API Gateway. */
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
            throw notAnHttpApiEvent("headers object");
        }
        Map<String, String> headers = new TreeMap<>();
        for (Map.Entry<String, JsonNode> header : node.properties()) {
            headers.put(header.getKey(), requiredText(node, header.getKey()));
        }
        return headers;
    }

    /**
     * Returns the identity that API Gateway verified: the subject of a JWT, or the IAM ARN of the caller. Nothing else
     * in a request is trusted.
     */
    private static Optional<String> caller(JsonNode authorizer) {
        String subject = optionalText(authorizer.path("jwt").path("claims"), "sub");
        String arn = optionalText(authorizer.path("iam"), "userArn");
        return Optional.ofNullable(subject == null ? arn : subject);
    }

    private static String requiredText(JsonNode parent, String field) {
        String text = optionalText(parent, field);
        if (text == null) {
            throw notAnHttpApiEvent("string field " + field);
        }
        return text;
    }

    private static @Nullable String optionalText(JsonNode parent, String field) {
        JsonNode value = parent.path(field);
        if (!value.isTextual() && !value.isNull() && !value.isMissingNode()) {
            throw notAnHttpApiEvent("string field " + field);
        }
        return value.textValue();
    }

    private static IllegalArgumentException notAnHttpApiEvent(String missing) {
        return new IllegalArgumentException("Not an HTTP API event of payload format 2.0: it has no " + missing);
    }
}
