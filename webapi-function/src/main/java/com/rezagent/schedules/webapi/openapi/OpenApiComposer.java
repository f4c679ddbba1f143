package com.rezagent.schedules.webapi.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Composes the OpenAPI document from one fragment per resource. A fragment is an object with members of the document.
 * Members are merged; two fragments must not define the same path, component or top-level value. Each fragment may have
 * {@code tags} of its own.
 *
 * <p>{@code x-errors} of a fragment defines error codes: {@code {"code": "status: meaning"}}. The schema {@code ErrorCode}
 * gets them all, sorted by status and code; those without a status, which no response has, come last.
 *
 * <p>{@code x-mixins} of a fragment defines named sets of properties, {@code {"required": […], "properties": {…}}}; a
 * schema with {@code "x-include": ["Name"]} gets them. A property is thus defined once, and the document has only the
 * flat schemas that code generators support: no {@code if}, no {@code $ref} with siblings, no array without {@code
 * items}.
 */
public final class OpenApiComposer {
    private static final String INCLUDE = "x-include";
    private static final String MIXINS = "x-mixins";
    private static final String ERRORS = "x-errors";
    private static final Set<String> CONDITIONS = Set.of("if", "then", "else", "unevaluatedProperties");

    /** Members whose values are examples or data, not schemas. */
    private static final Set<String> DATA = Set.of("example", "examples", "default", "enum", "const");

    /** Members whose values map arbitrary names to schemas, responses and so on. */
    private static final Set<String> NAMED =
            Set.of("properties", "paths", "headers", "schemas", "responses", "parameters");

    private final ObjectNode document = Json.object();
    private final Map<String, JsonNode> mixins = new TreeMap<>();
    private final Map<String, String> errorCodes = new TreeMap<>();
    private final List<String> errors = new ArrayList<>();

    private OpenApiComposer() {}

    /**
     * Writes the document.
     *
     * @param args the directory of the fragments, and the file to write
     * @throws IllegalStateException if the fragments are not a valid document; the message lists every error
     */
    public static void main(String[] args) throws IOException {
        Map<String, String> fragments = new TreeMap<>();
        try (Stream<Path> files = Files.list(Path.of(args[0]))) {
            for (Path file : files.filter(it -> it.toString().endsWith(".json")).toList()) {
                fragments.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        Path target = Path.of(args[1]);
        Files.createDirectories(target.toAbsolutePath().getParent());
        Files.write(target, Json.writeBytes(compose(fragments)));
    }

    /**
     * Returns the document.
     *
     * @param fragments the texts, by file name
     * @throws IllegalStateException if the fragments are not a valid document; the message lists every error
     */
    static ObjectNode compose(Map<String, String> fragments) {
        OpenApiComposer composer = new OpenApiComposer();
        new TreeMap<>(fragments).forEach(composer::add);
        composer.addErrorCodes();
        JsonNode included = composer.include(composer.document, "");
        composer.check(included, "", included);
        if (!composer.errors.isEmpty()) {
            throw new IllegalStateException(
                    "The OpenAPI fragments are not a valid document:\n  " + String.join("\n  ", composer.errors));
        }
        return sorted(included);
    }

    private void add(String file, String text) {
        ObjectNode fragment;
        try {
            fragment = Json.parseObject(text);
        } catch (RefusedException e) {
            errors.add(file + ": " + e.joinedDetails());
            return;
        }
        fragment.path(MIXINS).properties().forEach(mixin -> {
            if (mixins.put(mixin.getKey(), mixin.getValue()) != null) {
                errors.add(file + ": mixin " + mixin.getKey() + " is defined twice");
            }
        });
        fragment.remove(MIXINS);
        fragment.path(ERRORS).properties().forEach(error -> {
            if (errorCodes.put(error.getKey(), error.getValue().asText()) != null) {
                errors.add(file + ": error code " + error.getKey() + " is defined twice");
            }
        });
        fragment.remove(ERRORS);
        merge(document, fragment, file, 0);
    }

    /**
     * Merges the members of {@code paths} and of each kind of component; anything deeper must be defined by one
     * fragment.
     */
    private void merge(ObjectNode into, ObjectNode from, String location, int depth) {
        from.properties().forEach(member -> {
            String name = member.getKey();
            JsonNode there = into.get(name);
            boolean isMerged =
                    depth == 0 ? Set.of("paths", "components").contains(name) : location.endsWith("/components");
            if (depth == 0 && name.equals("tags") && there instanceof ArrayNode tags) {
                member.getValue().forEach(tags::add);
            } else if (there == null && !isMerged) {
                into.set(name, member.getValue());
            } else if (isMerged && member.getValue() instanceof ObjectNode object) {
                ObjectNode target = there instanceof ObjectNode known ? known : into.putObject(name);
                merge(target, object, location + "/" + name, depth + 1);
            } else {
                errors.add(location + "/" + name + " is defined twice");
            }
        });
    }

    private void addErrorCodes() {
        if (!(document.at("/components/schemas/ErrorCode") instanceof ObjectNode schema)) {
            return;
        }
        ArrayNode values = schema.putArray("enum");
        StringBuilder table = new StringBuilder("\n\n| code | status and meaning |\n| --- | --- |");
        errorCodes.entrySet().stream()
                .sorted(Comparator.comparing(OpenApiComposer::status))
                .forEach(error -> {
                    values.add(error.getKey());
                    table.append("\n| `%s` | %s |".formatted(error.getKey(), error.getValue()));
                });
        schema.put("description", schema.path("description").asText() + table);
    }

    private static String status(Map.Entry<String, String> error) {
        return error.getValue().matches("[0-9]{3}: .*") ? error.getValue().substring(0, 3) : "none";
    }

    /** Returns a copy in which every {@code x-include} is replaced by the mixins that it names. */
    private JsonNode include(JsonNode node, String at) {
        if (node instanceof ArrayNode array) {
            ArrayNode copy = Json.array();
            for (int i = 0; i < array.size(); i++) {
                copy.add(include(array.get(i), at + "/" + i));
            }
            return copy;
        }
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        ObjectNode copy = Json.object();
        object.properties().forEach(member -> {
            if (!member.getKey().equals(INCLUDE)) {
                copy.set(member.getKey(), include(member.getValue(), at + "/" + member.getKey()));
            }
        });
        for (JsonNode name : object.path(INCLUDE)) {
            JsonNode mixin = mixins.get(name.asText());
            if (mixin == null) {
                errors.add(at + " includes " + name.asText() + ", which no fragment defines");
            } else {
                addMixin(copy, include(mixin, at), at);
            }
        }
        return copy;
    }

    private void addMixin(ObjectNode schema, JsonNode mixin, String at) {
        if (mixin.has("required")) {
            ArrayNode required = schema.withArray("/required");
            mixin.get("required").forEach(required::add);
        }
        ObjectNode properties = schema.withObject("/properties");
        mixin.path("properties").properties().forEach(property -> {
            if (properties.has(property.getKey())) {
                errors.add(at + "/properties/" + property.getKey() + " is also in a mixin");
            }
            properties.set(property.getKey(), property.getValue());
        });
    }

    private void check(JsonNode node, String at, JsonNode whole) {
        if (node instanceof ObjectNode object) {
            checkObject(object, at, whole);
        }
        boolean isNamed = NAMED.contains(at.substring(at.lastIndexOf('/') + 1));
        node.properties().forEach(member -> {
            if (isNamed || !DATA.contains(member.getKey())) {
                check(
                        member.getValue(),
                        at + "/" + member.getKey().replace("~", "~0").replace("/", "~1"),
                        whole);
            }
        });
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            check(node.get(i), at + "/" + i, whole);
        }
    }

    private void checkObject(ObjectNode object, String at, JsonNode whole) {
        if (NAMED.contains(at.substring(at.lastIndexOf('/') + 1))) {
            return;
        }
        JsonNode reference = object.path("$ref");
        if (reference.isTextual()) {
            if (object.size() > 1) {
                errors.add(at + " has a $ref with siblings; inline the schema, or use a mixin");
            }
            String text = reference.textValue();
            if (!text.startsWith("#/") || whole.at(text.substring(1)).isMissingNode()) {
                errors.add(at + " refers to " + text + ", which no fragment defines");
            }
        }
        for (String condition : new TreeSet<>(CONDITIONS)) {
            if (object.has(condition)) {
                errors.add(at + " has " + condition
                        + ", which code generators ignore or reject; state the rule in a description");
            }
        }
        boolean isArray = object.path("type").asText().equals("array")
                || Stream.of(object.path("type"))
                        .flatMap(JsonNode::valueStream)
                        .anyMatch(it -> it.asText().equals("array"));
        if (isArray && !object.has("items")) {
            errors.add(at + " is an array without items");
        }
    }

    /**
     * Returns the document with tags, paths and components sorted by name; other members keep the order of the fragments.
     */
    private static ObjectNode sorted(JsonNode document) {
        ObjectNode sorted = document.deepCopy();
        List<JsonNode> tags = new ArrayList<>();
        sorted.path("tags").forEach(tags::add);
        tags.sort(Comparator.comparing(it -> it.path("name").asText()));
        if (!tags.isEmpty()) {
            sorted.putArray("tags").addAll(tags);
        }
        sorted.set("paths", byName(sorted.path("paths")));
        ObjectNode components = byName(sorted.path("components"));
        for (Map.Entry<String, JsonNode> kind : components.properties()) {
            kind.setValue(byName(kind.getValue()));
        }
        sorted.set("components", components);
        return sorted;
    }

    private static ObjectNode byName(JsonNode object) {
        Map<String, JsonNode> members = new TreeMap<>();
        object.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
        ObjectNode sorted = Json.object();
        members.forEach(sorted::set);
        return sorted;
    }
}
