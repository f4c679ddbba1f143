package com.rezagent.schedules.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.json.Json;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An OpenAPI 3.1 document that validates exchanges: status, headers and body of the response, and, if the response is a
 * success, the request. All responses of the functions are validated; errors of API Gateway itself are not.
 */
public final class OpenApi {
    private static final String OTHER = "/x-other-requests";
    private static final List<String> METHODS = List.of("get", "post", "put", "delete", "patch", "head", "options");
    private static final String GATEWAY = "#/components/schemas/GatewayError";

    private static final Map<String, Pattern> PATHS = new ConcurrentHashMap<>();

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
        return of(SchemaDocument.resource("/openapi.json"));
    }

    /** @param pointer the JSON pointer of the operation in the document */
    public record Operation(String method, String path, String pointer) {
        @Override
        public String toString() {
            return method + " " + path;
        }

        boolean matches(String requestPath) {
            return PATHS.computeIfAbsent(path, it -> Pattern.compile(it.replaceAll("\\{\\w+}", "[^/]+")))
                    .matcher(requestPath)
                    .matches();
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
        json.path("paths")
                .properties()
                .forEach(path -> METHODS.stream()
                        .filter(path.getValue()::has)
                        .map(method -> new Operation(
                                method.toUpperCase(Locale.ROOT),
                                path.getKey(),
                                "/paths/" + path.getKey().replace("/", "~1") + "/" + method))
                        .forEach(all::add));
        return all;
    }

    /** Returns the names of an operation's parameters in {@code query}, {@code header} or {@code path}. */
    public Set<String> parameters(Operation operation, String in) {
        return parameterPointers(operation).stream()
                .map(this::at)
                .filter(it -> it.path("in").textValue().equals(in))
                .map(it -> it.path("name").textValue())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns all documented responses of the functions, for all operations and for requests that match none. */
    public Set<DocumentedResponse> documented() {
        Set<DocumentedResponse> all = new TreeSet<>();
        operations.forEach(it -> addResponses(it.toString(), it.pointer(), all));
        addResponses("other", OTHER, all);
        return all;
    }

    private void addResponses(String name, String pointer, Set<DocumentedResponse> all) {
        at(pointer + "/responses").fieldNames().forEachRemaining(status -> {
            JsonNode media = at(resolved(pointer + "/responses/" + status) + "/content/application~1json");
            List<String> codes = codes(media);
            boolean isGateways = GATEWAY.equals(media.at("/schema/$ref").asText());
            (codes.isEmpty() && !isGateways ? List.of("") : codes)
                    .forEach(it -> all.add(new DocumentedResponse(name, Integer.parseInt(status), it)));
        });
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
        String path = exchange.path().replaceFirst("(?<=.)/$", "");
        String method = exchange.method().equals("HEAD") ? "GET" : exchange.method();
        List<Operation> onPath = operations.stream()
                .filter(it -> it.matches(path))
                .sorted(Comparator.comparing(it -> it.path().contains("{")))
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
        boolean isExecution = body.has("execution_id") && body.has("attempt_history");
        String path = exchange.path();
        check(isRecord, body, "command_id", exchange.status() == 202, "the status is 202", violations);
        boolean isPending = exchange.status() == 202 && !path.endsWith("/report");
        check(isExecution, body, "pending_command_id", isPending, "a command is pending", violations);
        for (String field : List.of("last_outcome", "consecutive_failures")) {
            check(isSchedule, body, field, body.has("recent"), "it has recent", violations);
        }
        boolean isAsked = exchange.query().contains("include=expression_description");
        check(isSchedule, body, "expression_description", isAsked, "it is requested", violations);
        boolean isAboutFiring = path.endsWith("/skip") || path.endsWith("/unskip");
        check(isSchedule, body, "skipped_time", isAboutFiring, "it is of a skip or unskip", violations);
    }

    private static void check(
            boolean applies, JsonNode body, String field, boolean isDue, String condition, List<String> violations) {
        if (applies && body.has(field) != isDue) {
            violations.add("response body must have " + field + " if and only if " + condition);
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
                document.violations(pointer + "/schema", TextNode.valueOf(value))
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
            boolean isNumber = schema.path("type").asText().equals("integer")
                    && values.get(0).matches("[0-9]{1,18}");
            return isNumber ? LongNode.valueOf(Long.parseLong(values.get(0))) : TextNode.valueOf(values.get(0));
        }
        boolean isExploded = parameter.path("explode").asBoolean(true);
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        (isExploded ? values : List.of(String.join(",", values).split(",", -1))).forEach(array::add);
        return array;
    }

    private static Map<String, List<String>> query(String raw) {
        Map<String, List<String>> values = new TreeMap<>();
        Stream.of(raw.split("&")).filter(it -> !it.isEmpty()).forEach(part -> {
            String[] pair = part.split("=", 2);
            values.computeIfAbsent(decoded(pair[0]), it -> new ArrayList<>())
                    .add(pair.length == 1 ? "" : decoded(pair[1]));
        });
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
