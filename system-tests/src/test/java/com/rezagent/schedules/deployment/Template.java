package com.rezagent.schedules.deployment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.testing.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** The unresolved template.yaml; short forms such as {@code !Ref} are converted to their long forms. */
final class Template {
    private static final Path FILE = Repository.ROOT.resolve("template.yaml");

    private final ObjectNode json;

    private Template(ObjectNode json) {
        this.json = json;
    }

    static Template read() {
        try {
            Object loaded = new Yaml(new Tags()).load(Files.readString(FILE));
            return new Template(new ObjectMapper().valueToTree(loaded));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ObjectNode section(String name) {
        return (ObjectNode) json.path(name);
    }

    ObjectNode parameters() {
        return section("Parameters");
    }

    ObjectNode resources() {
        return section("Resources");
    }

    /** Returns the resources of a type by logical id, in the order of the template. */
    Map<String, ObjectNode> ofType(String type) {
        Map<String, ObjectNode> found = new LinkedHashMap<>();
        resources().forEachEntry((id, resource) -> {
            if (resource.path("Type").textValue().equals(type)) {
                found.put(id, (ObjectNode) resource);
            }
        });
        return found;
    }

    Set<String> resourceIds() {
        Set<String> ids = new TreeSet<>();
        resources().fieldNames().forEachRemaining(ids::add);
        return ids;
    }

    private static final class Tags extends SafeConstructor {
        Tags() {
            super(new LoaderOptions());
            for (String name : List.of("Sub", "If", "Equals", "Not", "Join", "And", "Or", "Select", "Split")) {
                yamlConstructors.put(new Tag("!" + name), function("Fn::" + name, this::argument));
            }
            yamlConstructors.put(new Tag("!Ref"), function("Ref", this::argument));
            yamlConstructors.put(
                    new Tag("!GetAtt"),
                    function(
                            "Fn::GetAtt",
                            it -> List.of(((ScalarNode) it).getValue().split("\\.", 2))));
        }

        private Object argument(Node node) {
            return node instanceof ScalarNode scalar
                    ? scalar.getValue()
                    : node instanceof SequenceNode sequence
                            ? constructSequence(sequence)
                            : constructMapping((MappingNode) node);
        }

        private static AbstractConstruct function(String name, Function<Node, Object> argument) {
            return new AbstractConstruct() {
                @Override
                public Object construct(Node node) {
                    return Map.of(name, argument.apply(node));
                }
            };
        }
    }
}
