package com.rezagent.schedules.deployment;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The template as CloudFormation resolves it for given parameters, in region us-east-1 of account 123456789012.
 * Resources whose condition is false do not exist.
 */
final class DeployedStage {
    static final String ACCOUNT = "123456789012";
    static final String REGION = "us-east-1";

    private static final String REGION_AND_ACCOUNT = ":" + REGION + ":" + ACCOUNT + ":";

    /** The ARNs by type, without {@code arn:aws:}; {@code %s} stands for the name, or the id of a key. */
    private static final Map<String, String> ARNS = Map.of(
            "AWS::SNS::Topic", "sns" + REGION_AND_ACCOUNT + "%s",
            "AWS::SQS::Queue", "sqs" + REGION_AND_ACCOUNT + "%s",
            "AWS::DynamoDB::Table", "dynamodb" + REGION_AND_ACCOUNT + "table/%s",
            "AWS::Scheduler::ScheduleGroup", "scheduler" + REGION_AND_ACCOUNT + "schedule-group/%s",
            "AWS::Serverless::Function", "lambda" + REGION_AND_ACCOUNT + "function:%s",
            "AWS::IAM::Role", "iam::" + ACCOUNT + ":role/%s",
            "AWS::Logs::LogGroup", "logs" + REGION_AND_ACCOUNT + "log-group:%s:*",
            "AWS::KMS::Key", "kms" + REGION_AND_ACCOUNT + "key/%s");

    private static final Pattern NAME = Pattern.compile("(Topic|Queue|Table|Function|Role|LogGroup|Alarm)?Name");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}!]+)}");
    private static final JsonNode NO_VALUE = MissingNode.getInstance();
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Template template;
    private final Map<String, String> parameters;

    private DeployedStage(Template template, Map<String, String> parameters) {
        this.template = template;
        this.parameters = parameters;
    }

    /** Returns a stage with the default parameters of the template. */
    static DeployedStage of(String stage) {
        return of(Map.of("Stage", stage));
    }

    /** Returns a stage with the given parameters; the others have the defaults of the template. */
    static DeployedStage of(Map<String, String> given) {
        Template template = Template.read();
        Map<String, String> all =
                new HashMap<>(Map.of("AWS::Region", REGION, "AWS::AccountId", ACCOUNT, "AWS::Partition", "aws"));
        template.parameters().forEachEntry((name, declared) -> {
            if (declared.has("Default")) {
                all.put(name, declared.path("Default").asText());
            }
        });
        all.putAll(given);
        return new DeployedStage(template, all);
    }

    Template template() {
        return template;
    }

    /** Returns the resolved properties of a resource. */
    JsonNode properties(String id) {
        return resolve(template.resources().path(id).path("Properties"));
    }

    /** Returns the resolved properties of all existing resources of a type, by logical id. */
    Map<String, JsonNode> ofType(String type) {
        Map<String, JsonNode> found = new LinkedHashMap<>();
        template.ofType(type).forEach((id, resource) -> {
            if (exists(id)) {
                found.put(id, resolve(resource.path("Properties")));
            }
        });
        return found;
    }

    boolean exists(String id) {
        JsonNode resource = template.resources().path(id);
        return !resource.isMissingNode()
                && (!resource.has("Condition")
                        || holds(resource.path("Condition").textValue()));
    }

    /** Returns the environment variables of a function. */
    Map<String, String> environment(String functionId) {
        Map<String, String> environment = new HashMap<>();
        properties(functionId)
                .at("/Environment/Variables")
                .forEachEntry((name, value) -> environment.put(name, value.asText()));
        return environment;
    }

    JsonNode resolve(JsonNode node) {
        if (node instanceof ObjectNode object) {
            return object.size() == 1 ? call(object) : resolveFields(object);
        }
        return node.isArray() ? JSON.arrayNode().addAll(existing(node.valueStream())) : node;
    }

    private List<JsonNode> existing(Stream<JsonNode> nodes) {
        return nodes.map(this::resolve).filter(it -> !it.isMissingNode()).toList();
    }

    private JsonNode resolveFields(ObjectNode object) {
        ObjectNode resolved = JSON.objectNode();
        object.forEachEntry((name, value) -> existing(Stream.of(value)).forEach(it -> resolved.set(name, it)));
        return resolved;
    }

    private JsonNode call(ObjectNode object) {
        String name = object.fieldNames().next();
        JsonNode argument = object.path(name);
        JsonNode first = argument.path(0);
        JsonNode second = argument.path(1);
        return switch (name) {
            case "Ref" -> reference(argument.textValue());
            case "Fn::GetAtt" -> TextNode.valueOf(attribute(first.textValue(), second.textValue()));
            case "Fn::Sub" -> TextNode.valueOf(substitute(argument.isArray() ? first : argument, second));
            case "Fn::If" -> resolve(holds(first.textValue()) ? second : argument.path(2));
            case "Fn::Join" -> TextNode.valueOf(String.join(first.textValue(), texts(resolve(second))));
            case "Fn::Split" -> list(resolve(second).asText(), first.textValue());
            case "Fn::Equals" ->
                BooleanNode.valueOf(
                        resolve(first).asText().equals(resolve(second).asText()));
            case "Fn::Not" -> BooleanNode.valueOf(!resolve(first).booleanValue());
            default -> resolveFields(object);
        };
    }

    private static JsonNode list(String text, String separator) {
        ArrayNode list = JSON.arrayNode();
        Stream.of(text.split(Pattern.quote(separator), -1)).forEach(list::add);
        return list;
    }

    private boolean holds(String condition) {
        return resolve(template.section("Conditions").path(condition)).booleanValue();
    }

    /** Returns the value of {@code !Ref} for a name, which may be a list. */
    JsonNode reference(String name) {
        if (name.equals("AWS::NoValue")) {
            return NO_VALUE;
        }
        JsonNode parameter = template.parameters().path(name);
        if (parameter.path("Type").asText().equals("CommaDelimitedList")) {
            return list(requireNonNull(parameters.get(name)), ",");
        }
        return TextNode.valueOf(value(name));
    }

    private String substitute(JsonNode text, JsonNode own) {
        return VARIABLE.matcher(text.textValue()).replaceAll(match -> {
            String name = match.group(1);
            String[] parts = name.split("\\.", 2);
            return Matcher.quoteReplacement(
                    own.has(name)
                            ? resolve(own.path(name)).asText()
                            : parts.length == 2 ? attribute(parts[0], parts[1]) : value(name));
        });
    }

    /** Returns the value of {@code !Ref} for a name. */
    private String value(String name) {
        if (parameters.containsKey(name)) {
            return parameters.get(name);
        }
        if (name.endsWith(".Alias")) {
            return attribute(name.substring(0, name.length() - ".Alias".length()), "Alias");
        }
        return switch (type(name)) {
            case "AWS::SNS::Topic" -> arn(name);
            case "AWS::SQS::Queue" -> "https://sqs." + REGION + ".amazonaws.com/" + ACCOUNT + "/" + resourceName(name);
            case "AWS::DynamoDB::Table",
                    "AWS::Scheduler::ScheduleGroup",
                    "AWS::Serverless::Function",
                    "AWS::Logs::LogGroup",
                    "AWS::CloudWatch::Alarm" -> resourceName(name);
            default -> name;
        };
    }

    private String attribute(String id, String attribute) {
        return switch (attribute) {
            case "Arn" -> arn(id);
            case "Alias" -> arn(id) + ":live";
            case "QueueName" -> resourceName(id);
            default -> id + "." + attribute;
        };
    }

    String arn(String id) {
        String arn = ARNS.get(type(id));
        if (arn == null) {
            throw new IllegalArgumentException("Unsupported resource type: no ARN for " + id + " (" + type(id) + ")");
        }
        return "arn:aws:" + arn.formatted(arn.startsWith("kms") ? id : resourceName(id));
    }

    /**
     * Returns the name that the template gives a resource.
     *
     * @throws IllegalArgumentException if the resource has no name property
     */
    String resourceName(String id) {
        return template.resources()
                .path(id)
                .path("Properties")
                .propertyStream()
                .filter(it -> NAME.matcher(it.getKey()).matches())
                .findFirst()
                .map(it -> resolve(it.getValue()).asText())
                .orElseThrow(() -> new IllegalArgumentException(id + " has no name property"));
    }

    private String type(String id) {
        JsonNode resource = template.resources().path(id);
        if (resource.isMissingNode()) {
            throw new IllegalArgumentException("The template has no " + id);
        }
        return resource.path("Type").textValue();
    }

    /** Returns the elements of a list, or a single text as a list of one; empty if the node is missing. */
    static List<String> texts(JsonNode node) {
        Stream<JsonNode> all = node.isArray() ? node.valueStream() : Stream.of(node);
        return all.filter(it -> !it.isMissingNode()).map(JsonNode::asText).toList();
    }
}
