package com.rezagent.schedules.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.contract.OpenApi;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.ScheduleName;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Generates HTTP API events: half are requests to the operations of openapi.json with documented values, most of them
 * then mutated; half are the samples in events/, mutated anywhere.
 */
final class HostileRequests extends SchemaValues {
    private static final List<String> METHODS =
            List.of("HEAD", "OPTIONS", "PATCH", "TRACE", "", "gEt", "\u0000", "BREW");
    private static final List<String> MEDIA_TYPES = List.of(
            "application/json; charset=utf-8",
            "application/json;",
            "APPLICATION/JSON",
            "application/json; charset=latin1",
            "text/plain",
            "application/x-www-form-urlencoded",
            "");
    private static final List<String> TAGS = List.of("*", "\"abc-1\"", "W/\"abc-1\", \"x,y\"", "abc", "", "\"\"", ",");
    private static final List<String> NAMES = List.of("daily-pebble-beach-tee-time", "a", "weekly", "Grüße");

    private static final List<String> OPERATIONS_WITH_BODY =
            List.of("POST /api/schedules", "PUT /api/schedules/{id}", "POST /api/schedules/preview");
    private static final int MAX_TOKENS = 40;

    private final OpenApi openApi;
    private final List<ObjectNode> samples;
    private final List<OpenApi.Operation> operationsWithBody;
    private final List<String> tokens = new ArrayList<>(TAGS);

    HostileRequests(OpenApi openApi, List<ObjectNode> samples, Random random) {
        super(openApi.document(), random);
        this.openApi = openApi;
        this.samples = samples;
        this.operationsWithBody = openApi.operations().stream()
                .filter(it -> OPERATIONS_WITH_BODY.contains(it.toString()))
                .toList();
    }

    /** Stores an entity tag or page token of a response, to send it in later requests, whether it fits or not. */
    void addToken(String text) {
        if (tokens.size() > MAX_TOKENS) {
            tokens.remove(random.nextInt(tokens.size()));
        }
        tokens.add(text);
    }

    byte[] next() {
        return (random.nextBoolean() ? operationRequest() : mutatedSample()).getBytes(StandardCharsets.UTF_8);
    }

    private String operationRequest() {
        OpenApi.Operation operation = operation();
        String method = oneIn(20) ? any(METHODS) : operation.method();
        String id = ScheduleName.parse(name()).id().value();
        String path = operation.path().replace("{id}", oneIn(10) ? mutateText(id) : id);
        JsonNode body = body(operation);
        ObjectNode event = event(
                method,
                oneIn(12) ? mutateText(path) : path,
                query(operation),
                headers(operation),
                body == null ? (oneIn(10) ? mutateText("{}") : null) : bodyText(body));
        if (oneIn(25) && event.path("body").isTextual()) {
            byte[] bytes = event.path("body").textValue().getBytes(StandardCharsets.UTF_8);
            String encoded = Base64.getEncoder().encodeToString(bytes);
            event.put("body", oneIn(3) ? mutateText(encoded) : encoded).put("isBase64Encoded", true);
        }
        return Json.write(event);
    }

    /** Returns an operation; in half of the cases one of those with a body. */
    private OpenApi.Operation operation() {
        return oneIn(2) ? any(openApi.operations()) : any(operationsWithBody);
    }

    private String name() {
        return oneIn(3) ? "schedule " + random.nextInt(40) : any(NAMES);
    }

    private JsonNode body(OpenApi.Operation operation) {
        String pointer = openApi.bodySchema(operation);
        if (openApi.document().json().at(pointer).isMissingNode()) {
            return null;
        }
        JsonNode body = at(pointer);
        if (body instanceof ObjectNode object && object.has("name") && random.nextInt(3) > 0) {
            object.put("name", name());
        }
        return body;
    }

    /** Returns a body as JSON text; more than half are mutated. */
    private String bodyText(JsonNode body) {
        JsonNode sent = body;
        if (body instanceof ObjectNode object && oneIn(3)) {
            sent = mutateTree(object);
        }
        if (sent instanceof ObjectNode object && oneIn(60)) {
            sent = oversized(
                    object,
                    300,
                    it -> it.put(
                            any(List.of("name", "schedule_expression", "timezone", "start_date")),
                            "9 ".repeat(50_000)));
        }
        String text = Json.write(sent);
        return oneIn(3) ? mutateText(text) : text;
    }

    private String query(OpenApi.Operation operation) {
        List<String> known = new ArrayList<>(openApi.parameters(operation, "query"));
        StringBuilder query = new StringBuilder();
        for (int i = known.isEmpty() || oneIn(2) ? 0 : 1 + random.nextInt(3); i > 0; i--) {
            String name = any(known);
            String value = switch (random.nextInt(9)) {
                case 7 -> any(List.of("team:golf", "definition", "missed", "2025-11-06T20:00:00Z"));
                case 8 ->
                    ScheduleName.parse(name()).id() + ","
                            + ScheduleName.parse(name()).id();
                case 0 -> String.valueOf(random.nextInt(104) - 2);
                case 1 -> any(List.of("active", "paused", "deleted", "ACTIVE", "all"));
                case 2 -> "expression_description";
                case 3 ->
                    Base64.getUrlEncoder()
                            .encodeToString(String.valueOf(random.nextLong()).getBytes(StandardCharsets.UTF_8));
                case 4 -> URLEncoder.encode(any(tokens), StandardCharsets.UTF_8);
                case 5 -> "x".repeat(1 << random.nextInt(13));
                default -> "arn%3Aaws%3Aiam%3A%3A123456789012%3Auser%2Fgolfer";
            };
            query.append(query.isEmpty() ? "" : "&").append(name).append('=').append(value);
        }
        return oneIn(8) ? mutateText(query.toString()) : query.toString();
    }

    private Map<String, String> headers(OpenApi.Operation operation) {
        Map<String, String> headers = new TreeMap<>();
        if (operation.method().equals("PATCH")) {
            headers.put("content-type", "application/merge-patch+json");
        }
        if (oneIn(4)) {
            headers.put("prefer", mutateText("wait=" + random.nextInt(15) + ", respond-async"));
        }
        if (oneIn(6)) {
            headers.put(oneIn(2) ? "If-Match" : "if-match", oneIn(3) ? mutateText(any(tokens)) : any(tokens));
        }
        if (oneIn(12)) {
            headers.put("content-type", any(MEDIA_TYPES));
        }
        if (oneIn(30)) {
            headers.put(mutateText("x-other"), mutateText("y"));
        }
        return headers;
    }

    private ObjectNode event(String method, String path, String query, Map<String, String> headers, String body) {
        ObjectNode event = Json.object();
        event.put("version", "2.0")
                .put("routeKey", "$default")
                .put("rawPath", path)
                .put("rawQueryString", query);
        ObjectNode sent = event.putObject("headers");
        sent.put("authorization", "Bearer " + Secrets.CREDENTIAL).put("content-type", "application/json");
        headers.forEach(sent::put);
        ObjectNode context = event.putObject("requestContext");
        context.put("requestId", "req-" + random.nextInt(1_000_000)).put("stage", "$default");
        context.putObject("http").put("method", method).put("path", path).put("sourceIp", "203.0.113.7");
        if (!oneIn(40)) {
            String caller = oneIn(3) ? "golfer@example.com" : "arn:aws:iam::123456789012:user/golfer";
            context.putObject("authorizer").putObject("iam").put("userArn", caller);
        }
        if (body != null) {
            event.put("body", body);
        }
        return event.put("isBase64Encoded", false);
    }

    private String mutatedSample() {
        ObjectNode event = any(samples).deepCopy();
        if (event.path("headers") instanceof ObjectNode headers) {
            headers.put("authorization", "Bearer " + Secrets.CREDENTIAL);
        }
        if (event.path("body").isTextual()) {
            ObjectNode body = Json.parseObject(event.path("body").textValue());
            if (body.has("payload")) {
                body.set("payload", opaque(2));
                body.put("description", Secrets.PAYLOAD);
            }
            event.put("body", oneIn(2) ? mutateText(Json.write(body)) : Json.write(mutateTree(body)));
        }
        ObjectNode mutated = oneIn(3) ? mutateTree(event) : event;
        return oneIn(12) ? mutateText(Json.write(mutated)) : Json.write(mutated);
    }
}
