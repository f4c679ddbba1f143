package com.rezagent.schedules.local.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Converts HTTP requests into API Gateway HTTP API events (payload format 2.0), and a function's output into a
 * response. The local runtime does not authenticate requests, so the event contains no identity.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html">
 *     Lambda proxy integrations for HTTP APIs</a>
 */
final class GatewayEvent {
    private static final DateTimeFormatter COMMON_LOG =
            DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

    private GatewayEvent() {}

    static byte[] of(HttpExchange exchange, byte[] body, String requestId, Instant now) {
        URI uri = exchange.getRequestURI();
        Map<String, String> headers = headers(exchange.getRequestHeaders());
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String routeKey = GatewayRoutes.select(exchange.getRequestMethod(), path);
        ObjectNode event = Json.object();
        event.put("version", "2.0");
        event.put("routeKey", routeKey);
        event.put("rawPath", path);
        event.put("rawQueryString", uri.getRawQuery() == null ? "" : uri.getRawQuery());
        cookies(event, exchange.getRequestHeaders());
        ObjectNode headersJson = event.putObject("headers");
        headers.forEach(headersJson::put);
        ObjectNode context = event.putObject("requestContext");
        context.put("accountId", "000000000000");
        context.put("apiId", "local");
        context.put("domainName", headers.getOrDefault("host", "localhost"));
        context.put("domainPrefix", "local");
        ObjectNode http = context.putObject("http");
        http.put("method", exchange.getRequestMethod());
        http.put("path", path);
        http.put("protocol", exchange.getProtocol());
        http.put("sourceIp", exchange.getRemoteAddress().getAddress().getHostAddress());
        http.put("userAgent", headers.getOrDefault("user-agent", ""));
        context.put("requestId", requestId);
        context.put("routeKey", routeKey);
        context.put("stage", "$default");
        context.put("time", COMMON_LOG.format(now));
        context.put("timeEpoch", now.toEpochMilli());
        if (routeKey.endsWith("{proxy+}")) {
            event.putObject("pathParameters").put("proxy", GatewayRoutes.greedyValue(path));
        }
        body(event, body, headers.getOrDefault("content-type", ""));
        return Json.writeBytes(event);
    }

    private static Map<String, String> headers(Headers headers) {
        Map<String, String> joined = new TreeMap<>();
        headers.forEach((name, values) -> {
            if (!name.equalsIgnoreCase("cookie")) {
                joined.put(name.toLowerCase(Locale.ROOT), String.join(",", values));
            }
        });
        return joined;
    }

    private static void cookies(ObjectNode event, Headers headers) {
        List<String> cookies = headers.get("Cookie");
        if (cookies != null) {
            var json = event.putArray("cookies");
            cookies.forEach(line -> List.of(line.split(";\\s*")).forEach(json::add));
        }
    }

    private static void body(ObjectNode event, byte[] body, String contentType) {
        Optional<String> text = isText(contentType) ? utf8(body) : Optional.empty();
        if (body.length > 0) {
            event.put("body", text.orElseGet(() -> Base64.getEncoder().encodeToString(body)));
        }
        event.put("isBase64Encoded", body.length > 0 && text.isEmpty());
    }

    /**
     * Returns whether API Gateway passes a body of this content type as text. All others, forms too, it encodes as
     * Base64.
     */
    private static boolean isText(String contentType) {
        String type = contentType.toLowerCase(Locale.ROOT).split(";", 2)[0].strip();
        return type.startsWith("text/")
                || type.equals("application/json")
                || type.equals("application/xml")
                || type.equals("application/javascript")
                || type.endsWith("+json")
                || type.endsWith("+xml");
    }

    private static Optional<String> utf8(byte[] body) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** Writes the body of a response. */
    @FunctionalInterface
    interface Body {
        void writeTo(OutputStream output) throws IOException;
    }

    /**
     * An HTTP response.
     *
     * @param length length of the body in bytes; -1 if it is not known in advance
     */
    record Response(int status, Map<String, String> headers, List<String> cookies, long length, Body body) {
        static Response of(int status, Map<String, String> headers, List<String> cookies, byte[] body) {
            return new Response(status, headers, cookies, body.length, output -> output.write(body));
        }

        static Response of(HttpResponse response) {
            return of(
                    response.status(),
                    response.headers(),
                    List.of(),
                    response.body().getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * Converts a function's output into the response that API Gateway would send.
     *
     * @throws RefusedException if the output is not JSON
     * @throws IllegalArgumentException if the body is marked as Base64 and is not valid Base64
     */
    static Response read(byte[] output) {
        JsonNode json = Json.parse(output);
        if (!json.path("statusCode").isInt()) {
            return Response.of(200, Map.of("content-type", "application/json"), List.of(), output);
        }
        Map<String, String> headers = new TreeMap<>();
        json.path("headers")
                .properties()
                .forEach(it -> headers.put(it.getKey(), it.getValue().asText()));
        List<String> cookies =
                json.path("cookies").valueStream().map(JsonNode::asText).toList();
        String body = json.path("body").asText("");
        byte[] bytes = json.path("isBase64Encoded").booleanValue()
                ? Base64.getDecoder().decode(body)
                : body.getBytes(StandardCharsets.UTF_8);
        return Response.of(json.path("statusCode").intValue(), headers, cookies, bytes);
    }
}
