package com.rezagent.schedules.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.dialect.OpenApi31;
import com.rezagent.schedules.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A JSON document with schemas that validates values. The schemas of this project also validate formats such as
 * {@code date-time}.
 */
public final class SchemaDocument {
    private static final SchemaRegistryConfig FORMATS = SchemaRegistryConfig.builder()
            .formatAssertionsEnabled(true)
            .locale(Locale.ROOT)
            .build();

    private final String iri;
    private final JsonNode json;
    private final SchemaRegistry registry;
    private final Map<String, Schema> compiled = new ConcurrentHashMap<>();

    private SchemaDocument(String iri, Map<String, String> textsByIri, Dialect dialect, SchemaRegistryConfig config) {
        this.iri = iri;
        json = Json.parse(textsByIri.get(iri));
        registry = SchemaRegistry.withDefaultDialect(
                dialect, builder -> builder.schemas(textsByIri).schemaRegistryConfig(config));
    }

    /** Returns a JSON Schema document, draft 2020-12, which may refer to the others by their names in {@code texts}. */
    public static SchemaDocument ofJsonSchema(String name, Map<String, String> texts) {
        Map<String, String> byIri = new HashMap<>();
        texts.forEach((key, text) -> byIri.put(iri(key), text));
        return new SchemaDocument(iri(name), byIri, Dialects.getDraft202012(), FORMATS);
    }

    /** Returns an OpenAPI 3.1 document, whose schemas use OpenAPI's dialect. */
    public static SchemaDocument ofOpenApi(String text) {
        String iri = iri("openapi.json");
        return new SchemaDocument(iri, Map.of(iri, text), OpenApi31.getInstance(), FORMATS);
    }

    /**
     * Returns a schema by its {@code $id}, and those that it refers to by theirs. Formats are only annotations, as in
     * draft 2020-12.
     */
    public static SchemaDocument ofIds(String id, Map<String, String> textsById) {
        SchemaRegistryConfig config = SchemaRegistryConfig.builder().build();
        return new SchemaDocument(id, textsById, Dialects.getDraft202012(), config);
    }

    private static String iri(String name) {
        return "https://schedules.rezagent.example/" + name;
    }

    /** Returns the text of a file on the class path. */
    public static String resource(String path) {
        try (InputStream in = Objects.requireNonNull(SchemaDocument.class.getResourceAsStream(path), path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
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
        String fragment = pointer.replace("{", "%7B").replace("}", "%7D");
        return compiled.computeIfAbsent(fragment, this::schema).validate(value).stream()
                .map(it -> it.getInstanceLocation() + ": " + it.getMessage() + " (" + it.getEvaluationPath() + ")")
                .toList();
    }

    /** Returns the schema at a fragment. By its location alone, the registry would parse the document for each of them. */
    private Schema schema(String fragment) {
        Schema document = registry.getSchema(SchemaLocation.of(iri));
        return fragment.isEmpty()
                ? document
                : document.getRefSchema(SchemaLocation.of(iri + "#" + fragment).getFragment());
    }
}
