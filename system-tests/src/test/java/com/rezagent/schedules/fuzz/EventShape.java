package com.rezagent.schedules.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Independent check, based on AWS's documentation, of whether a function accepts an event. Any other event must make
 * the function fail, so that it is noticed and not lost.
 */
final class EventShape {
    private static final int MAX_MESSAGE_ID_LENGTH = 128;
    private static final String REPORTS = "arn:aws:sns:us-east-1:000000000000:rez-agent-execution-reports-local";
    private static final Predicate<JsonNode> TEXT = JsonNode::isTextual;

    private static final Map<String, Predicate<JsonNode>> HTTP_REQUEST = Map.of(
            "/version", text("2\\.0"),
            "/rawPath", TEXT,
            "/rawQueryString", absentOr(TEXT),
            "/headers", absentOr(it -> it.isObject() && it.valueStream().allMatch(TEXT)),
            "/body", absentOr(TEXT),
            "/requestContext/stage", TEXT,
            "/requestContext/requestId", TEXT,
            "/requestContext/http/method", TEXT,
            "/requestContext/authorizer/jwt/claims/sub", absentOr(TEXT),
            "/requestContext/authorizer/iam/userArn", absentOr(TEXT));

    private static final Map<String, Predicate<JsonNode>> SNS_RECORD = Map.of(
            "/EventSource",
            text("aws:sns"),
            "/Sns/Message",
            TEXT,
            "/Sns/MessageId",
            TEXT,
            "/Sns/Timestamp",
            EventShape::isTime);

    private static final Map<String, Predicate<JsonNode>> FIRING = Map.of(
            "/incarnation", absentOr(text("[0-9a-z]{1,32}")),
            "/schedule_id", text("[0-9a-zA-Z_.-]{1,64}"),
            "/scheduled_time", EventShape::isTime);

    private static final Map<String, Predicate<JsonNode>> RECONCILE = Map.of(
            "/action", text("reconcile"),
            "/side", absentOr(text("ENGINE|PENDING|ACTIVE|PAUSED|COMPLETED|FAILED|DELETED")),
            "/dry_run", absentOr(JsonNode::isBoolean),
            "/token", absentOr(TEXT));

    private static final Map<String, Predicate<JsonNode>> SWEEP = Map.of(
            "/action", text("sweep"),
            "/shard", absentOr(it -> it.isIntegralNumber() && it.asText().matches("[0-9]")));

    private EventShape() {}

    static boolean isHttpRequest(byte[] event) {
        return parsed(event) instanceof ObjectNode json && fits(json, HTTP_REQUEST);
    }

    static boolean isForScheduler(byte[] event) {
        if (!(parsed(event) instanceof ObjectNode json)) {
            return false;
        }
        if (json.has("Records")) {
            JsonNode records = json.path("Records");
            return records.isArray()
                    && records.valueStream().allMatch(it -> fits(it, SNS_RECORD))
                    && records.valueStream()
                                    .map(it -> REPORTS.equals(
                                            it.at("/Sns/TopicArn").textValue()))
                                    .distinct()
                                    .count()
                            == 1;
        }
        if (json.has("schedule_id") && json.has("scheduled_time")) {
            JsonNode version = json.path(json.hasNonNull("entry_version") ? "entry_version" : "version");
            return version.isIntegralNumber() && version.canConvertToLong() && fits(json, FIRING);
        }
        return isOnly(json, RECONCILE) || isOnly(json, SWEEP);
    }

    /** Returns whether a mutation changed a message id, which SNS assigns, into one that SNS never assigns. */
    static boolean hasInvalidMessageId(byte[] event) {
        return parsed(event) instanceof ObjectNode json
                && json.path("Records")
                        .valueStream()
                        .map(it -> it.at("/Sns/MessageId").asText())
                        .anyMatch(it -> it.isEmpty() || it.length() > MAX_MESSAGE_ID_LENGTH);
    }

    /** Returns an event as JSON; null if it is none. */
    static @Nullable JsonNode parsed(byte[] event) {
        try {
            return Json.parse(new String(event, StandardCharsets.UTF_8));
        } catch (RefusedException e) {
            return null;
        }
    }

    private static boolean fits(JsonNode json, Map<String, Predicate<JsonNode>> fields) {
        return fields.entrySet().stream().allMatch(it -> it.getValue().test(json.at(it.getKey())));
    }

    private static boolean isOnly(ObjectNode json, Map<String, Predicate<JsonNode>> fields) {
        return fits(json, fields) && json.properties().stream().allMatch(it -> fields.containsKey("/" + it.getKey()));
    }

    private static Predicate<JsonNode> text(String pattern) {
        return it -> it.isTextual() && it.textValue().matches(pattern);
    }

    private static Predicate<JsonNode> absentOr(Predicate<JsonNode> present) {
        return it -> it.isNull() || it.isMissingNode() || present.test(it);
    }

    private static boolean isTime(JsonNode value) {
        try {
            return value.isTextual() && Instant.parse(value.textValue()) != null;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
