package com.rezagent.schedules.webapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.contract.MessageSchemas;
import com.rezagent.schedules.contract.OpenApi;
import com.rezagent.schedules.contract.SchemaDocument;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.schedule.DefinitionReader;
import com.rezagent.schedules.webapi.fake.FakeStage;
import com.rezagent.schedules.webapi.fake.Response;
import com.rezagent.schedules.webapi.http.ErrorResponse;
import com.rezagent.schedules.webapi.http.Handler;
import com.rezagent.schedules.webapi.http.Route;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that the OpenAPI document is valid and complete, and matches the routes and error codes. */
class OpenApiDocumentTest {
    private static final String OAS = "https://spec.openapis.org/oas/3.1/";

    private final OpenApi openApi = OpenApi.shipped();
    private final JsonNode json = openApi.document().json();

    @Test
    void it_is_a_valid_openapi_3_1_document() {
        Map<String, String> official = new HashMap<>();
        for (String name : List.of("schema-base/2022-10-07", "schema/2022-10-07", "dialect/base", "meta/base")) {
            official.put(OAS + name, SchemaDocument.resource("/spec.openapis.org/oas/3.1/" + name));
        }
        SchemaDocument standard = SchemaDocument.ofIds(OAS + "schema-base/2022-10-07", official);

        assertThat(standard.violations("", json)).isEmpty();
        assertThat(standard.violations("", without("info"))).isNotEmpty();
        ObjectNode schemas = json.deepCopy();
        ((ObjectNode) schemas.at("/components/schemas")).putObject("Wrong").put("type", "strin");
        assertThat(standard.violations("", schemas)).isNotEmpty();
    }

    private ObjectNode without(String field) {
        ObjectNode copy = json.deepCopy();
        copy.remove(field);
        return copy;
    }

    @Test
    void it_is_served_unchanged() {
        Response response = new FakeStage().get("/api/openapi.json");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.json()).isEqualTo(json);
        assertThat(response.header("content-type")).isEqualTo("application/json");
    }

    @Test
    void it_has_every_route_and_no_other() {
        assertThat(openApi.operations().stream().map(OpenApi.Operation::toString))
                .containsExactlyInAnyOrderElementsOf(routes().map(route -> route.method() + " " + route.path())
                        .toList());
    }

    @Test
    void it_has_every_query_parameter_of_each_route_and_no_other() {
        Map<String, Set<String>> accepted = routes().collect(Collectors.toMap(
                route -> route.method() + " " + route.path(), route -> new TreeSet<>(route.parameters())));

        for (OpenApi.Operation operation : openApi.operations()) {
            assertThat(openApi.parameters(operation, "query"))
                    .as("%s", operation)
                    .isEqualTo(accepted.get(operation.toString()));
        }
    }

    @Test
    void it_has_the_path_parameters_and_the_headers_that_its_responses_imply() {
        for (OpenApi.Operation operation : openApi.operations()) {
            Set<String> inPath = Pattern.compile("\\{([^}]+)}")
                    .matcher(operation.path())
                    .results()
                    .map(it -> it.group(1))
                    .collect(Collectors.toSet());
            assertThat(openApi.parameters(operation, "path"))
                    .as("%s", operation)
                    .isEqualTo(inPath);

            JsonNode responses = json.at(operation.pointer() + "/responses");
            Set<String> headers = new TreeSet<>();
            if (responses.has("412")) {
                headers.add("If-Match");
            }
            if (responses.has("304") || operation.method().equals("PUT") && responses.has("201")) {
                headers.add("If-None-Match");
            }
            if (!responses.findValues("Preference-Applied").isEmpty()) {
                headers.add("Prefer");
            }
            if (responses.has("422")) {
                headers.add("Idempotency-Key");
            }
            assertThat(openApi.parameters(operation, "header"))
                    .as("%s", operation)
                    .isEqualTo(headers);
        }
    }

    /** Checked by reference only, because API Gateway sends these responses before it invokes a function. */
    @Test
    void every_operation_has_the_responses_of_the_gateway() {
        for (OpenApi.Operation operation : openApi.operations()) {
            for (String status : List.of("403", "429")) {
                String shared = json.at(operation.pointer() + "/responses/" + status + "/$ref")
                        .asText()
                        .replace("#", "");
                assertThat(json.at(shared + "/content/application~1json/schema/$ref")
                                .asText())
                        .as("%s %s", operation, status)
                        .isEqualTo("#/components/schemas/GatewayError");
            }
        }
    }

    private static Stream<Route<Handler>> routes() {
        FakeStage stage = new FakeStage();
        return Routes.of(stage.ports(), stage.settings(), new Log(stage.log::add, stage.clock)).stream();
    }

    @Test
    void it_has_every_error_code() {
        Set<String> documented = new TreeSet<>();
        json.at("/components/schemas/ErrorCode/enum").forEach(it -> documented.add(it.textValue()));
        String table = json.at("/components/schemas/ErrorCode/description").asText();

        assertThat(documented)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(ErrorCode.values()).map(ErrorCode::code).toList());
        assertThat(documented).allSatisfy(code -> assertThat(table).contains("| `" + code + "` |"));
    }

    /**
     * Checks that both documents define the same fields. Code generators read the API; the message schemas in
     * docs/schemas are for people and validators.
     */
    @Test
    void a_definition_has_the_same_fields_in_the_api_and_in_a_message() {
        JsonNode messages = new MessageSchemas().command().json().at("/$defs");
        for (String name : List.of("NewSchedule", "Replacement")) {
            ObjectNode inMessages = messages.at("/DefinitionFields/properties").deepCopy();
            inMessages.setAll((ObjectNode) messages.at("/" + name + "/properties"));
            ObjectNode inApi = Json.parseObject(Json.write(json.at("/components/schemas/" + name + "/properties"))
                    .replace("#/components/schemas/", "#/$defs/"));
            inApi.remove("command_id");
            // A command has the reason beside the definition.
            inApi.remove("reason");
            inApi.set("target_type", json.at("/components/schemas/TargetType"));
            for (String field : DefinitionReader.READ_ONLY) {
                assertThat(inApi.path(field).path("readOnly").booleanValue())
                        .as("%s %s", name, field)
                        .isTrue();
                inApi.remove(field);
                inMessages.remove(field);
            }
            assertThat(inApi).as(name).isEqualTo(inMessages);
        }
    }

    @Test
    void each_error_code_is_documented_only_with_its_status() {
        for (OpenApi.DocumentedResponse response : openApi.documented()) {
            if (!response.code().isEmpty()) {
                ErrorCode code = ErrorCode.of(response.code()).orElseThrow();
                assertThat(response.status()).as("%s", response).isEqualTo(ErrorResponse.status(code));
            }
        }
    }

    @Test
    void every_shared_component_is_used() {
        Set<String> used = new TreeSet<>();
        walk("", json, (pointer, node) -> used.add(node.path("$ref").asText()));

        for (String kind : List.of("schemas", "responses", "parameters", "headers")) {
            json.at("/components/" + kind)
                    .fieldNames()
                    .forEachRemaining(name -> assertThat(used).contains("#/components/" + kind + "/" + name));
        }
    }

    @Test
    void every_field_has_a_type_a_description_an_example_and_its_limits() {
        List<String> errors = new ArrayList<>();
        walk("/components/schemas", json.at("/components/schemas"), (pointer, node) -> {
            for (Map.Entry<String, JsonNode> field : node.path("properties").properties()) {
                check(pointer + "/properties/" + field.getKey(), field.getValue(), errors);
            }
        });

        assertThat(errors).isEmpty();
    }

    private static void check(String pointer, JsonNode field, List<String> errors) {
        if (field.has("$ref")) {
            return;
        }
        if (!field.hasNonNull("description") || field.path("examples").isEmpty()) {
            errors.add(pointer + " has no description or no example");
        }
        String type = field.path("type").toString();
        boolean isIgnored = field.path("readOnly").booleanValue();
        if (!field.has("type") && !field.has("oneOf") && !isIgnored) {
            errors.add(pointer + " has no type");
        }
        if (type.contains("string")
                && Stream.of("maxLength", "enum", "const", "pattern").noneMatch(field::has)) {
            errors.add(pointer + " is a string without limits");
        }
        if (type.contains("integer") && !field.has("minimum") && !field.has("format")) {
            errors.add(pointer + " is a number without limits");
        }
        if (type.contains("array") && !field.has("maxItems")) {
            errors.add(pointer + " is an array without limits");
        }
    }

    @Test
    void every_example_is_valid() {
        List<String> errors = new ArrayList<>();
        int[] checked = {0};
        walk("", json, (pointer, node) -> {
            if (node.path("examples").isArray()) {
                node.path("examples").forEach(example -> {
                    checked[0]++;
                    errors.addAll(errors(pointer, pointer, example));
                });
            }
            if (node.has("schema")) {
                node.path("examples").forEach(example -> {
                    checked[0]++;
                    errors.addAll(errors(pointer, pointer + "/schema", example.path("value")));
                });
            }
        });

        assertThat(errors).isEmpty();
        assertThat(checked[0]).isGreaterThan(150);
    }

    private List<String> errors(String pointer, String schema, JsonNode example) {
        return openApi.document().violations(schema, example).stream()
                .map(error -> pointer + " " + error)
                .toList();
    }

    /** Visits every object except the contents of examples. */
    private static void walk(String pointer, JsonNode node, BiConsumer<String, JsonNode> visitor) {
        if (node.isObject()) {
            visitor.accept(pointer, node);
        }
        for (Map.Entry<String, JsonNode> child : node.properties()) {
            if (!child.getKey().equals("examples") && !child.getKey().equals("example")) {
                walk(pointer + "/" + child.getKey().replace("~", "~0").replace("/", "~1"), child.getValue(), visitor);
            }
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            walk(pointer + "/" + i, node.get(i), visitor);
        }
    }
}
