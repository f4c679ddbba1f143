package com.rezagent.schedules.deployment;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The template as CloudFormation resolves it for given parameters, in region us-east-1 of account 123456789012.
 * Resources whose condition is false do not exist.
 */
final class DeployedStage {
    static final String ACCOUNT = "123456789012";
    static final String REGION = "us-east-1";

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
        Map<String, String> all = new HashMap<>();
        template.parameters().properties().forEach(it -> {
            JsonNode value = it.getValue().path("Default");
            if (!value.isMissingNode()) {
                all.put(it.getKey(), value.asText());
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
                .path("Environment")
                .path("Variables")
                .properties()
                .forEach(it -> environment.put(it.getKey(), it.getValue().asText()));
        return environment;
    }

    JsonNode resolve(JsonNode node) {
        if (node instanceof ArrayNode array) {
            ArrayNode resolved = JSON.arrayNode();
            for (JsonNode element : array) {
                JsonNode value = resolve(element);
                if (!value.isMissingNode()) {
                    resolved.add(value);
                }
            }
            return resolved;
        }
        if (node instanceof ObjectNode object) {
            return object.size() == 1 ? call(object) : resolveFields(object);
        }
        return node;
    }

    private JsonNode resolveFields(ObjectNode object) {
        ObjectNode resolved = JSON.objectNode();
        object.properties().forEach(it -> {
            JsonNode value = resolve(it.getValue());
            if (!value.isMissingNode()) {
                resolved.set(it.getKey(), value);
            }
        });
        return resolved;
    }

    private JsonNode call(ObjectNode object) {
        String name = object.fieldNames().next();
        JsonNode argument = object.path(name);
        return switch (name) {
            case "Ref" -> reference(argument.textValue());
            case "Fn::GetAtt" ->
                TextNode.valueOf(
                        attribute(argument.path(0).textValue(), argument.path(1).textValue()));
            case "Fn::Sub" ->
                TextNode.valueOf(
                        argument.isArray()
                                ? substitute(argument.path(0).textValue(), argument.path(1))
                                : substitute(argument.textValue(), MissingNode.getInstance()));
            case "Fn::If" -> resolve(argument.path(holds(argument.path(0).textValue()) ? 1 : 2));
            case "Fn::Join" ->
                TextNode.valueOf(texts(resolve(argument.path(1))).stream()
                        .collect(Collectors.joining(argument.path(0).textValue())));
            case "Fn::Split" -> {
                ArrayNode parts = JSON.arrayNode();
                String separator = argument.path(0).textValue();
                for (String part : resolve(argument.path(1)).asText().split(Pattern.quote(separator), -1)) {
                    parts.add(part);
                }
                yield parts;
            }
            case "Fn::Equals" ->
                BooleanNode.valueOf(resolve(argument.path(0))
                        .asText()
                        .equals(resolve(argument.path(1)).asText()));
            case "Fn::Not" -> BooleanNode.valueOf(!resolve(argument.path(0)).booleanValue());
            default -> resolveFields(object);
        };
    }

    private boolean holds(String condition) {
        return resolve(template.section("Conditions").path(condition)).booleanValue();
    }

    private JsonNode reference(String name) {
        if (name.equals("AWS::NoValue")) {
            return NO_VALUE;
        }
        JsonNode parameter = template.parameters().path(name);
        if (parameter.path("Type").asText().equals("CommaDelimitedList")) {
            ArrayNode list = JSON.arrayNode();
            Arrays.stream(requireNonNull(parameters.get(name)).split(",", -1)).forEach(list::add);
            return list;
        }
        return TextNode.valueOf(value(name));
    }

    private String substitute(String text, JsonNode own) {
        Matcher matcher = VARIABLE.matcher(text);
        StringBuilder result = new StringBuilder();
        while (matcher.find()) {
            String name = matcher.group(1);
            String value = own.has(name)
                    ? resolve(own.path(name)).asText()
                    : name.contains(".") ? attribute(name.split("\\.", 2)[0], name.split("\\.", 2)[1]) : value(name);
            matcher.appendReplacement(result, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(result).toString();
    }

    /** Returns the value of {@code !Ref} for a name. */
    private String value(String name) {
        switch (name) {
            case "AWS::Region":
                return REGION;
            case "AWS::AccountId":
                return ACCOUNT;
            case "AWS::Partition":
                return "aws";
            default:
        }
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
        String regionAndAccount = ":" + REGION + ":" + ACCOUNT + ":";
        return switch (type(id)) {
            case "AWS::SNS::Topic" -> "arn:aws:sns" + regionAndAccount + resourceName(id);
            case "AWS::SQS::Queue" -> "arn:aws:sqs" + regionAndAccount + resourceName(id);
            case "AWS::DynamoDB::Table" -> "arn:aws:dynamodb" + regionAndAccount + "table/" + resourceName(id);
            case "AWS::Scheduler::ScheduleGroup" ->
                "arn:aws:scheduler" + regionAndAccount + "schedule-group/" + resourceName(id);
            case "AWS::Serverless::Function" -> "arn:aws:lambda" + regionAndAccount + "function:" + resourceName(id);
            case "AWS::IAM::Role" -> "arn:aws:iam::" + ACCOUNT + ":role/" + resourceName(id);
            case "AWS::Logs::LogGroup" -> "arn:aws:logs" + regionAndAccount + "log-group:" + resourceName(id) + ":*";
            case "AWS::KMS::Key" -> "arn:aws:kms" + regionAndAccount + "key/" + id;
            default ->
                throw new IllegalArgumentException(
                        "Unsupported resource type: no ARN for " + id + " (" + type(id) + ")");
        };
    }

    /**
     * Returns the name that the template gives a resource.
     *
     * @throws IllegalArgumentException if the resource has no name property
     */
    String resourceName(String id) {
        JsonNode properties = template.resources().path(id).path("Properties");
        for (String field : List.of(
                "TopicName",
                "QueueName",
                "TableName",
                "FunctionName",
                "RoleName",
                "LogGroupName",
                "AlarmName",
                "Name")) {
            if (properties.has(field)) {
                return resolve(properties.path(field)).asText();
            }
        }
        throw new IllegalArgumentException(id + " has no name property");
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
        List<String> texts = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(it -> texts.add(it.asText()));
        } else if (!node.isMissingNode()) {
            texts.add(node.asText());
        }
        return texts;
    }
}
