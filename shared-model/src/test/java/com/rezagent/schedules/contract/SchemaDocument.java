package com.rezagent.schedules.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.OpenApi31;
import com.rezagent.schedules.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A JSON document with schemas that validates values. The schemas of this project also validate formats such as
 * {@code date-time}.
 */
public final class SchemaDocument {
    private final String iri;
    private final JsonNode json;
    private final SchemaRegistry registry;
    private final Map<String, Schema> compiled = new ConcurrentHashMap<>();

    private SchemaDocument(String iri, String text, SchemaRegistry registry) {
        this.iri = iri;
        this.json = Json.parse(text);
        this.registry = registry;
    }

    /** Returns a JSON Schema document, draft 2020-12, which may refer to the others by their names in {@code texts}. */
    public static SchemaDocument ofJsonSchema(String name, Map<String, String> texts) {
        Map<String, String> byIri = new HashMap<>();
        texts.forEach((key, text) -> byIri.put(iri(key), text));
        return new SchemaDocument(
                iri(name),
                texts.get(name),
                SchemaRegistry.withDefaultDialect(
                        SpecificationVersion.DRAFT_2020_12,
                        builder -> builder.schemas(byIri).schemaRegistryConfig(config())));
    }

    /** Returns an OpenAPI 3.1 document, whose schemas use OpenAPI's dialect. */
    public static SchemaDocument ofOpenApi(String text) {
        String iri = iri("openapi.json");
        return new SchemaDocument(
                iri,
                text,
                SchemaRegistry.withDefaultDialect(
                        OpenApi31.getInstance(),
                        builder -> builder.schemas(Map.of(iri, text)).schemaRegistryConfig(config())));
    }

    /**
     * Returns a schema by its {@code $id}, and those that it refers to by theirs. Formats are only annotations, as in
     * draft 2020-12.
     */
    public static SchemaDocument ofIds(String id, Map<String, String> textsById) {
        return new SchemaDocument(
                id,
                textsById.get(id),
                SchemaRegistry.withDefaultDialect(
                        SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(textsById)));
    }

    private static SchemaRegistryConfig config() {
        return SchemaRegistryConfig.builder()
                .formatAssertionsEnabled(true)
                .locale(Locale.ROOT)
                .build();
    }

    private static String iri(String name) {
        return "https://schedules.rezagent.example/" + name;
    }

    /** Returns the text of a file in this repository. */
    public static String file(String path) {
        try {
            return Files.readString(Path.of(System.getProperty("project.root"), path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public JsonNode json() {
        return json;
    }

    /**
     * Validates a value.
     *
     * @param pointer to the schema in the document; empty for the document itself
     * @return a line for each violation; empty if the value is valid
     */
    public List<String> violations(String pointer, JsonNode value) {
        return schema(pointer).validate(value).stream()
                .map(SchemaDocument::text)
                .toList();
    }

    private Schema schema(String pointer) {
        return compiled.computeIfAbsent(
                pointer, it -> registry.getSchema(SchemaLocation.of(it.isEmpty() ? iri : iri + "#" + encoded(it))));
    }

    /** Returns a pointer encoded as a URI fragment. */
    private static String encoded(String pointer) {
        return pointer.replace("{", "%7B").replace("}", "%7D");
    }

    private static String text(Error error) {
        return error.getInstanceLocation() + ": " + error.getMessage() + " (" + error.getEvaluationPath() + ")";
    }
}
