package com.rezagent.schedules.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * Independent check, based on AWS's documentation, of whether a function accepts an event. Any other event must make
 * the function fail, so that it is noticed and not lost.
 */
final class EventShape {
    private static final int MAX_MESSAGE_ID_LENGTH = 128;

    private EventShape() {}

    static boolean isHttpRequest(byte[] event) {
        if (!(parsed(event) instanceof ObjectNode json)
                || !"2.0".equals(json.path("version").textValue())) {
            return false;
        }
        JsonNode context = json.path("requestContext");
        JsonNode authorizer = context.path("authorizer");
        return areTexts(
                        context.path("stage"),
                        context.path("requestId"),
                        context.path("http").path("method"),
                        json.path("rawPath"))
                && (json.path("headers").isObject() || isAbsent(json.path("headers")))
                && elements(json.path("headers")).stream().allMatch(JsonNode::isTextual)
                && List.of(
                                json.path("rawQueryString"),
                                json.path("body"),
                                authorizer.path("jwt").path("claims").path("sub"),
                                authorizer.path("iam").path("userArn"))
                        .stream()
                        .allMatch(it -> it.isTextual() || it.isNull() || it.isMissingNode());
    }

    static boolean isForScheduler(byte[] event) {
        if (!(parsed(event) instanceof ObjectNode json)) {
            return false;
        }
        if (json.has("Records")) {
            List<JsonNode> records = elements(json.path("Records"));
            return json.path("Records").isArray()
                    && !records.isEmpty()
                    && records.stream().allMatch(EventShape::isFromSns)
                    && records.stream().map(EventShape::isReport).distinct().count() == 1;
        }
        if (json.has("schedule_id") && json.has("scheduled_time")) {
            JsonNode version = json.path(json.hasNonNull("entry_version") ? "entry_version" : "version");
            return version.isIntegralNumber()
                    && version.canConvertToLong()
                    && (isAbsent(json.path("incarnation"))
                            || json.path("incarnation").asText().matches("[0-9a-z]{1,32}")
                                    && json.path("incarnation").isTextual())
                    && json.path("schedule_id").asText().matches("[0-9a-zA-Z_.-]{1,64}")
                    && json.path("schedule_id").isTextual()
                    && isTime(json.path("scheduled_time"));
        }
        return isReconcile(json);
    }

    /** Returns whether a mutation changed a message id, which SNS assigns, into one that SNS never assigns. */
    static boolean hasInvalidMessageId(byte[] event) {
        return parsed(event) instanceof ObjectNode json
                && elements(json.path("Records")).stream()
                        .map(it -> it.path("Sns").path("MessageId").asText())
                        .anyMatch(it -> it.isEmpty() || it.length() > MAX_MESSAGE_ID_LENGTH);
    }

    /** Returns whether an object requests a reconcile run with valid parameters. */
    static boolean isReconcile(ObjectNode json) {
        JsonNode side = json.path("side");
        JsonNode dryRun = json.path("dry_run");
        JsonNode token = json.path("token");
        return "reconcile".equals(json.path("action").textValue())
                && (dryRun.isBoolean() || isAbsent(dryRun))
                && (token.isTextual() || isAbsent(token))
                && (isAbsent(side)
                        || List.of("ENGINE", "PENDING", "ACTIVE", "PAUSED", "COMPLETED", "FAILED", "DELETED")
                                .contains(side.isTextual() ? side.textValue() : ""))
                && json.properties().stream()
                        .allMatch(it ->
                                List.of("action", "side", "dry_run", "token").contains(it.getKey()));
    }

    private static boolean isFromSns(JsonNode record) {
        JsonNode sns = record.path("Sns");
        return "aws:sns".equals(record.path("EventSource").textValue())
                && areTexts(sns.path("Message"), sns.path("MessageId"))
                && isTime(sns.path("Timestamp"));
    }

    private static boolean isReport(JsonNode record) {
        return "arn:aws:sns:us-east-1:000000000000:rez-agent-execution-reports-local"
                .equals(record.path("Sns").path("TopicArn").textValue());
    }

    private static boolean isTime(JsonNode value) {
        try {
            return value.isTextual() && Instant.parse(value.textValue()) != null;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isAbsent(JsonNode value) {
        return value.isNull() || value.isMissingNode();
    }

    private static boolean areTexts(JsonNode... values) {
        return List.of(values).stream().allMatch(JsonNode::isTextual);
    }

    private static List<JsonNode> elements(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false).toList();
    }

    private static JsonNode parsed(byte[] event) {
        try {
            return Json.parse(new String(event, StandardCharsets.UTF_8));
        } catch (RefusedException e) {
            return null;
        }
    }
}
