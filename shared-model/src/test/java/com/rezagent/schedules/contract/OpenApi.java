package com.rezagent.schedules.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * An OpenAPI 3.1 document that validates exchanges: status, headers and body of the response, and, if the response is a
 * success, the request. All responses of the functions are validated; errors of API Gateway itself are not.
 */
public final class OpenApi {
    private static final String OTHER = "/x-other-requests";
    private static final String GATEWAY = "#/components/schemas/GatewayError";

    private final SchemaDocument document;
    private final List<Operation> operations;

    private OpenApi(SchemaDocument document) {
        this.document = document;
        this.operations = operations(document.json());
    }

    public static OpenApi of(String text) {
        return new OpenApi(SchemaDocument.ofOpenApi(text));
    }

    /** Returns the document that the Web API serves, from the class path. */
    public static OpenApi shipped() {
        try (InputStream in = OpenApi.class.getResourceAsStream("/openapi.json")) {
            return of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param pointer the JSON pointer of the operation in the document */
    public record Operation(String method, String path, String pointer) {
        @Override
        public String toString() {
            return method + " " + path;
        }

        boolean matches(String requestPath) {
            String[] expected = path.split("/", -1);
            String[] actual = requestPath.split("/", -1);
            if (expected.length != actual.length) {
                return false;
            }
            for (int i = 0; i < expected.length; i++) {
                boolean variable = expected[i].startsWith("{");
                if (variable ? actual[i].isEmpty() : !expected[i].equals(actual[i])) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * A documented response of an operation.
     *
     * @param code of an error; empty for other responses
     */
    public record DocumentedResponse(String operation, int status, String code)
            implements Comparable<DocumentedResponse> {
        @Override
        public int compareTo(DocumentedResponse other) {
            return toString().compareTo(other.toString());
        }

        @Override
        public String toString() {
            return operation + " -> " + status + (code.isEmpty() ? "" : " " + code);
        }
    }

    public SchemaDocument document() {
        return document;
    }

    public List<Operation> operations() {
        return operations;
    }

    private static List<Operation> operations(JsonNode json) {
        List<Operation> all = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : json.path("paths").properties()) {
            for (String method : List.of("get", "post", "put", "delete", "patch", "head", "options")) {
                if (path.getValue().has(method)) {
                    String pointer = "/paths/" + path.getKey().replace("/", "~1") + "/" + method;
                    all.add(new Operation(method.toUpperCase(Locale.ROOT), path.getKey(), pointer));
                }
            }
        }
        return all;
    }

    /** Returns the names of an operation's parameters in {@code query}, {@code header} or {@code path}. */
    public Set<String> parameters(Operation operation, String in) {
        Set<String> names = new TreeSet<>();
        for (String pointer : parameterPointers(operation)) {
            JsonNode parameter = at(pointer);
            if (parameter.path("in").textValue().equals(in)) {
                names.add(parameter.path("name").textValue());
            }
        }
        return names;
    }

    /** Returns all documented responses of the functions, for all operations and for requests that match none. */
    public Set<DocumentedResponse> documented() {
        Set<DocumentedResponse> all = new TreeSet<>();
        operations.forEach(it -> addResponses(it.toString(), it.pointer(), all));
        addResponses("other", OTHER, all);
        return all;
    }

    private void addResponses(String name, String pointer, Set<DocumentedResponse> all) {
        for (Map.Entry<String, JsonNode> response : at(pointer + "/responses").properties()) {
            int status = Integer.parseInt(response.getKey());
            JsonNode media = at(resolved(pointer + "/responses/" + response.getKey()) + "/content/application~1json");
            List<String> codes = codes(media);
            if (codes.isEmpty() && !GATEWAY.equals(media.at("/schema/$ref").asText())) {
                all.add(new DocumentedResponse(name, status, ""));
            }
            for (String code : codes) {
                all.add(new DocumentedResponse(name, status, code));
            }
        }
    }

    /**
     * Returns the codes of an error response, each of which has an example. Empty for other responses and API Gateway's
     * errors.
     */
    private static List<String> codes(JsonNode media) {
        List<String> codes = new ArrayList<>();
        for (JsonNode example : media.path("examples")) {
            String code = example.at("/value/error").asText();
            // An execution has an error, too, which is no code.
            if (!code.isEmpty() && example.at("/value").has("request_id")) {
                codes.add(code);
            }
        }
        return codes;
    }

    /** Returns the response of an exchange in the form of {@link #documented}. */
    public DocumentedResponse responseOf(Exchange exchange) {
        String name = operation(exchange).map(Operation::toString).orElse("other");
        String code = exchange.status() < 400 || exchange.responseBody().isEmpty()
                ? ""
                : Json.parseObject(exchange.responseBody()).path("error").asText();
        return new DocumentedResponse(name, exchange.status(), code);
    }

    private Optional<Operation> operation(Exchange exchange) {
        String path = exchange.path();
        String trimmed = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        String method = exchange.method().equals("HEAD") ? "GET" : exchange.method();
        List<Operation> onPath = operations.stream()
                .filter(it -> it.matches(trimmed))
                .sorted((a, b) ->
                        Boolean.compare(a.path().contains("{"), b.path().contains("{")))
                .toList();
        return onPath.stream()
                .filter(it -> it.path().equals(onPath.get(0).path()))
                .filter(it -> it.method().equals(method))
                .findFirst();
    }

    /**
     * Checks an exchange.
     *
     * @throws AssertionError with all differences between the exchange and the document
     */
    public void check(Exchange exchange) {
        check(violations(exchange), exchange);
    }

    /** Throws an {@link AssertionError} if there are violations. */
    public static void check(List<String> violations, Exchange exchange) {
        if (!violations.isEmpty()) {
            throw new AssertionError(
                    "Violates openapi.json:\n  " + String.join("\n  ", violations) + "\nin " + exchange);
        }
    }

    /** Returns all differences between an exchange and the document, a line each. */
    public List<String> violations(Exchange exchange) {
        List<String> violations = new ArrayList<>();
        Optional<Operation> operation = operation(exchange);
        String pointer = operation.map(Operation::pointer).orElse(OTHER);
        String response = pointer + "/responses/" + exchange.status();
        if (at(response).isMissingNode()) {
            violations.add("status " + exchange.status() + " is not documented for "
                    + operation.map(Operation::toString).orElse("requests of no operation"));
            return violations;
        }
        checkResponse(exchange, resolved(response), violations);
        if (operation.isPresent() && exchange.status() < 300) {
            checkRequest(exchange, operation.get(), violations);
        }
        return violations;
    }

    private void checkResponse(Exchange exchange, String response, List<String> violations) {
        checkHeaders(exchange, response, violations);
        JsonNode media = at(response + "/content/application~1json");
        boolean isBodiless = media.isMissingNode() || exchange.method().equals("HEAD");
        if (isBodiless) {
            if (!exchange.responseBody().isEmpty()) {
                violations.add("a body where none is documented");
            }
            return;
        }
        if (!"application/json".equals(exchange.responseHeaders().get("content-type"))) {
            violations.add("Content-Type is not application/json");
        }
        JsonNode body = json(exchange.responseBody());
        if (body == null) {
            violations.add("the body is not JSON");
            return;
        }
        if (exchange.status() >= 400 && !body.has("error")) {
            violations.add("only API Gateway may return an error without a code, " + GATEWAY);
        }
        document.violations(response + "/content/application~1json/schema", body)
                .forEach(it -> violations.add("response body " + it));
        checkOptionalFields(exchange, body, violations);
        List<String> codes = codes(media);
        if (exchange.status() >= 400
                && body.has("error")
                && !codes.contains(body.path("error").asText())) {
            violations.add("response body has an undocumented error code; documented are " + codes);
        }
    }

    /** Checks fields whose presence the schemas cannot express. */
    private static void checkOptionalFields(Exchange exchange, JsonNode body, List<String> violations) {
        boolean isSchedule = body.has("schedule_id") && body.has("version");
        boolean isRecord = body.has("version") && body.has("created_at");
        if (isRecord && body.has("command_id") != (exchange.status() == 202)) {
            violations.add("response body must have a command_id if and only if the status is 202");
        }
        boolean isExecution = body.has("execution_id") && body.has("attempt_history");
        boolean isPending = exchange.status() == 202 && !exchange.path().endsWith("/report");
        if (isExecution && body.has("pending_command_id") != isPending) {
            violations.add("response body must have a pending_command_id if and only if a command is pending");
        }
        boolean isRecent = body.has("recent");
        if (isSchedule && (body.has("last_outcome") != isRecent || body.has("consecutive_failures") != isRecent)) {
            violations.add("response body must have recent, last_outcome and consecutive_failures, or none of them");
        }
        boolean isAsked = exchange.query().contains("include=expression_description");
        if (isSchedule && body.has("expression_description") != isAsked) {
            violations.add("response body must have an expression_description if and only if it is requested");
        }
        boolean isAboutFiring =
                exchange.path().endsWith("/skip") || exchange.path().endsWith("/unskip");
        if (isSchedule && body.has("skipped_time") != isAboutFiring) {
            violations.add("response body must have a skipped_time if and only if it is of a skip or unskip");
        }
    }

    private void checkHeaders(Exchange exchange, String response, List<String> violations) {
        Map<String, String> documented = new TreeMap<>();
        for (Map.Entry<String, JsonNode> header : at(response + "/headers").properties()) {
            documented.put(
                    header.getKey().toLowerCase(Locale.ROOT), resolved(response + "/headers/" + header.getKey()));
        }
        exchange.responseHeaders().forEach((name, value) -> {
            String pointer = documented.get(name);
            if (pointer != null) {
                document.violations(pointer + "/schema", JsonNodeFactory.instance.textNode(value))
                        .forEach(it -> violations.add("response header " + name + " " + it));
            } else if (!name.equals("content-type")) {
                violations.add("response header " + name + " is not documented");
            }
        });
        documented.forEach((name, pointer) -> {
            if (at(pointer).path("required").booleanValue()
                    && !exchange.responseHeaders().containsKey(name)) {
                violations.add("response header " + name + " is missing");
            }
        });
    }

    /** Returns all differences between a request and the document, whatever the response. */
    public List<String> requestViolations(Exchange exchange) {
        List<String> violations = new ArrayList<>();
        operation(exchange).ifPresent(it -> checkRequest(exchange, it, violations));
        return violations;
    }

    private void checkRequest(Exchange exchange, Operation operation, List<String> violations) {
        Map<String, List<String>> query = query(exchange.query());
        for (String pointer : parameterPointers(operation)) {
            JsonNode parameter = at(pointer);
            String name = parameter.path("name").textValue();
            List<String> values = switch (parameter.path("in").textValue()) {
                case "query" -> query.remove(name);
                case "header" -> {
                    String header = exchange.requestHeaders().get(name.toLowerCase(Locale.ROOT));
                    yield header == null ? null : List.of(header);
                }
                default -> null;
            };
            if (values != null) {
                document.violations(pointer + "/schema", parameterValue(parameter, values))
                        .forEach(it -> violations.add("accepted parameter " + name + " " + it));
            }
        }
        query.keySet().forEach(it -> violations.add("accepted query parameter " + it + " is not documented"));
        checkRequestBody(exchange, operation, violations);
    }

    private void checkRequestBody(Exchange exchange, Operation operation, List<String> violations) {
        JsonNode request = at(operation.pointer() + "/requestBody");
        if (exchange.requestBody().isEmpty()) {
            if (request.path("required").booleanValue()) {
                violations.add("accepted a request without its required body");
            }
            return;
        }
        if (request.isMissingNode()) {
            return; // RFC 9110: the body has no meaning and is not read
        }
        JsonNode body = json(exchange.requestBody());
        if (body == null) {
            violations.add("accepted a body that is not JSON");
            return;
        }
        document.violations(bodySchema(operation), withCanonicalName(body))
                .forEach(it -> violations.add("accepted body " + it));
    }

    /** Returns the JSON pointer of the schema of an operation's request body, of its only media type. */
    public String bodySchema(Operation operation) {
        String content = operation.pointer() + "/requestBody/content";
        String mediaType =
                at(content).fieldNames().hasNext() ? at(content).fieldNames().next() : "application/json";
        return content + "/" + mediaType.replace("/", "~1") + "/schema";
    }

    /** Returns the first example of the body of an operation; empty if it requires none. */
    public Optional<JsonNode> requestExample(String operation) {
        return operations.stream()
                .filter(it -> it.toString().equals(operation))
                .map(it -> at(it.pointer() + "/requestBody"))
                .filter(it -> it.path("required").booleanValue())
                .map(it -> it.findValue("examples").elements().next().path("value"))
                .findFirst();
    }

    /** Returns the body with the name trimmed and normalized, to which the documented limits apply. */
    private static JsonNode withCanonicalName(JsonNode body) {
        if (body instanceof ObjectNode object && object.path("name").isTextual()) {
            String name = Normalizer.normalize(object.path("name").textValue().strip(), Normalizer.Form.NFC);
            return object.deepCopy().put("name", name);
        }
        return body;
    }

    private List<String> parameterPointers(Operation operation) {
        List<String> pointers = new ArrayList<>();
        String path = operation.pointer().substring(0, operation.pointer().lastIndexOf('/'));
        for (String parent : List.of(path, operation.pointer())) {
            int count = at(parent + "/parameters").size();
            for (int i = 0; i < count; i++) {
                pointers.add(resolved(parent + "/parameters/" + i));
            }
        }
        return pointers;
    }

    /** Returns the value of a parameter; an array is sent as several parameters or, if not exploded, separated by commas. */
    private static JsonNode parameterValue(JsonNode parameter, List<String> values) {
        JsonNode schema = parameter.path("schema");
        if (!schema.path("type").asText().equals("array")) {
            return parameterValue(schema, values.get(0));
        }
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        boolean isExploded = parameter.path("explode").asBoolean(true);
        values.stream()
                .flatMap(it -> isExploded ? Stream.of(it) : Stream.of(it.split(",", -1)))
                .forEach(array::add);
        return array;
    }

    private static JsonNode parameterValue(JsonNode schema, String value) {
        boolean isNumber = schema.path("type").asText().equals("integer") && value.matches("[0-9]{1,18}");
        return isNumber
                ? JsonNodeFactory.instance.numberNode(Long.parseLong(value))
                : JsonNodeFactory.instance.textNode(value);
    }

    private static Map<String, List<String>> query(String raw) {
        Map<String, List<String>> values = new TreeMap<>();
        for (String part : raw.split("&", -1)) {
            if (!part.isEmpty()) {
                int equals = part.indexOf('=');
                String name = equals < 0 ? part : part.substring(0, equals);
                values.computeIfAbsent(decoded(name), it -> new ArrayList<>())
                        .add(equals < 0 ? "" : decoded(part.substring(equals + 1)));
            }
        }
        return values;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static JsonNode json(String text) {
        try {
            return Json.parse(text);
        } catch (RefusedException e) {
            return null;
        }
    }

    private JsonNode at(String pointer) {
        return document.json().at(pointer);
    }

    /** Returns the target of the reference at a pointer; the pointer itself if there is no reference. */
    private String resolved(String pointer) {
        JsonNode reference = at(pointer).path("$ref");
        return reference.isTextual() ? reference.textValue().substring(1) : pointer;
    }
}
