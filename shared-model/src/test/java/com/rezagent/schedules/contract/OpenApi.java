package com.rezagent.schedules.contract;

import com.fasterxml.jackson.databind.JsonNode;
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

/**
 * An OpenAPI 3.1 document, and what it says of an exchange: the status, the headers and the body of the answer, and, where
 * the answer is a success, the request. Every answer of ours is held against it, refusals of the gateway's aside.
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

    /** The one that the Web API ships and serves, from the class path. */
    public static OpenApi shipped() {
        try (InputStream in = OpenApi.class.getResourceAsStream("/openapi.json")) {
            return of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param pointer where it stands in the document */
    public record Operation(String method, String path, String pointer) {
        @Override
        public String toString() {
            return method + " " + path;
        }

        boolean matches(String requestPath) {
            String[] wanted = path.split("/", -1);
            String[] given = requestPath.split("/", -1);
            if (wanted.length != given.length) {
                return false;
            }
            for (int i = 0; i < wanted.length; i++) {
                boolean variable = wanted[i].startsWith("{");
                if (variable ? given[i].isEmpty() : !wanted[i].equals(given[i])) {
                    return false;
                }
            }
            return true;
        }
    }

    /** One thing that an operation may answer. */
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

    /** The names of an operation's parameters that stand in the query, or in headers, or in the path. */
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

    /** Everything that the functions themselves are said to answer, for all operations and for requests of none. */
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

    /** The codes of an error response: each has an example. None for another response, or the gateway's own. */
    private static List<String> codes(JsonNode media) {
        List<String> codes = new ArrayList<>();
        for (JsonNode example : media.path("examples")) {
            String code = example.at("/value/error").asText();
            if (!code.isEmpty()) {
                codes.add(code);
            }
        }
        return codes;
    }

    /** What an exchange shows to be answered, as {@link #documented} names it. */
    public DocumentedResponse responded(Exchange exchange) {
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

    /** Every way in which an exchange is not as documented, a line each. */
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
            violations.add("the body is no JSON");
            return;
        }
        if (exchange.status() >= 400 && !body.has("error")) {
            violations.add("an error without a code is the gateway's to answer, " + GATEWAY);
        }
        document.violations(response + "/content/application~1json/schema", body)
                .forEach(it -> violations.add("answer's body " + it));
        checkOptionalFields(exchange, body, violations);
        List<String> codes = codes(media);
        if (body.has("error") && !codes.contains(body.path("error").asText())) {
            violations.add("answer's body has an error code that is not documented here, but " + codes);
        }
    }

    /** Fields whose presence flat schemas can't express. */
    private static void checkOptionalFields(Exchange exchange, JsonNode body, List<String> violations) {
        boolean isSchedule = body.has("schedule_id") && body.has("version");
        if (isSchedule && body.has("command_id") != (exchange.status() == 202)) {
            violations.add("answer's body has a command_id exactly when it is a 202");
        }
        boolean isAsked = exchange.query().contains("include=expression_description");
        if (isSchedule && body.has("expression_description") != isAsked) {
            violations.add("answer's body has an expression_description exactly when it is asked for");
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
                        .forEach(it -> violations.add("answer's header " + name + " " + it));
            } else if (!name.equals("content-type")) {
                violations.add("answer's header " + name + " is not documented");
            }
        });
        documented.forEach((name, pointer) -> {
            if (at(pointer).path("required").booleanValue()
                    && !exchange.responseHeaders().containsKey(name)) {
                violations.add("answer's header " + name + " is missing");
            }
        });
    }

    /** Every way in which the request of an exchange, whatever its answer, is not as documented. */
    public List<String> requestViolations(Exchange exchange) {
        List<String> violations = new ArrayList<>();
        operation(exchange).ifPresent(it -> checkRequest(exchange, it, violations));
        return violations;
    }

    private void checkRequest(Exchange exchange, Operation operation, List<String> violations) {
        Map<String, String> query = query(exchange.query());
        for (String pointer : parameterPointers(operation)) {
            JsonNode parameter = at(pointer);
            String name = parameter.path("name").textValue();
            String value = switch (parameter.path("in").textValue()) {
                case "query" -> query.remove(name);
                case "header" -> exchange.requestHeaders().get(name.toLowerCase(Locale.ROOT));
                default -> null;
            };
            if (value != null) {
                document.violations(pointer + "/schema", parameterValue(at(pointer + "/schema"), value))
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
            return; // RFC 9110: a body has no meaning there, and is not read
        }
        JsonNode body = json(exchange.requestBody());
        if (body == null) {
            violations.add("accepted a body that is no JSON");
            return;
        }
        document.violations(operation.pointer() + "/requestBody/content/application~1json/schema", named(body))
                .forEach(it -> violations.add("accepted body " + it));
    }

    /** The limits of a name are those of what is left once it is trimmed and normalised, as its description says. */
    private static JsonNode named(JsonNode body) {
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

    private static JsonNode parameterValue(JsonNode schema, String value) {
        boolean isNumber = schema.path("type").asText().equals("integer") && value.matches("[0-9]{1,18}");
        return isNumber
                ? JsonNodeFactory.instance.numberNode(Long.parseLong(value))
                : JsonNodeFactory.instance.textNode(value);
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> values = new TreeMap<>();
        for (String part : raw.split("&", -1)) {
            if (!part.isEmpty()) {
                int equals = part.indexOf('=');
                String name = equals < 0 ? part : part.substring(0, equals);
                values.put(decoded(name), equals < 0 ? "" : decoded(part.substring(equals + 1)));
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

    /** The pointer that a reference standing there points to, else the same. */
    private String resolved(String pointer) {
        JsonNode reference = at(pointer).path("$ref");
        return reference.isTextual() ? reference.textValue().substring(1) : pointer;
    }
}
