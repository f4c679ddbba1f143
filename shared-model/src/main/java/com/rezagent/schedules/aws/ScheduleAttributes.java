package com.rezagent.schedules.aws;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A row as DynamoDB's attributes, and back; absent where it has null. By hand, since the enhanced client's schema is some
 * 350 classes and as many lambdas, all made before a cold function's first answer.
 */
final class ScheduleAttributes {
    private ScheduleAttributes() {}

    static Map<String, AttributeValue> write(ScheduleItem item) {
        Map<String, AttributeValue> attributes = new HashMap<>();
        put(attributes, "id", item.id());
        put(attributes, "incarnation", item.incarnation());
        put(attributes, "name", item.name());
        put(attributes, "schedule_expression", item.expression());
        put(attributes, "timezone", item.timezone());
        put(attributes, "start_date", item.startDate());
        put(attributes, "end_date", item.endDate());
        put(attributes, "flexible_time_window_minutes", item.flexibleWindowMinutes());
        put(attributes, "target_type", item.targetType());
        put(attributes, "target_topic_arn", item.targetTopicArn());
        put(attributes, "payload", item.payload());
        put(attributes, "arguments", item.arguments());
        put(attributes, "description", item.description());
        put(attributes, "retry_policy", item.retryPolicy());
        put(attributes, "definition_stamp", item.definitionStamp());
        put(attributes, "state", item.state());
        put(attributes, "state_stamp", item.stateStamp());
        put(attributes, "status", item.status());
        put(attributes, "status_reason", item.statusReason());
        put(attributes, "version", item.version());
        put(attributes, "revision", item.revision());
        put(attributes, "created_by", item.createdBy());
        put(attributes, "created_date", item.createdDate());
        put(attributes, "updated_date", item.updatedDate());
        put(attributes, "anchor", item.anchor());
        put(attributes, "warnings", item.warnings());
        put(attributes, "converged_version", item.convergedVersion());
        put(attributes, "eventbridge_arn", item.eventbridgeArn());
        put(attributes, "engine_refusal", item.engineRefusal());
        put(attributes, "completed_at", item.completedAt());
        put(attributes, "audited_until", item.auditedUntil());
        put(attributes, "outcomes", item.outcomes());
        put(attributes, "execution_count", item.executionCount());
        put(attributes, "last_triggered", item.lastTriggered());
        put(attributes, "expires_at", item.expiresAt());
        return attributes;
    }

    private static void put(Map<String, AttributeValue> attributes, String name, @Nullable Object value) {
        if (value != null) {
            attributes.put(name, attribute(value));
        }
    }

    private static AttributeValue attribute(Object value) {
        if (value instanceof Number number) {
            return AttributeValue.fromN(number.toString());
        }
        if (value instanceof List<?> list) {
            return AttributeValue.fromL(
                    list.stream().map(ScheduleAttributes::attribute).toList());
        }
        if (value instanceof Map<?, ?> map) {
            return AttributeValue.fromM(map.entrySet().stream()
                    .collect(Collectors.toMap(it -> (String) it.getKey(), it -> attribute(it.getValue()))));
        }
        return AttributeValue.fromS(value.toString());
    }

    static ScheduleItem read(Map<String, AttributeValue> attributes) {
        return new ScheduleItem(
                required(attributes, "id"),
                text(attributes, "incarnation"),
                text(attributes, "name"),
                text(attributes, "schedule_expression"),
                text(attributes, "timezone"),
                instant(attributes, "start_date"),
                instant(attributes, "end_date"),
                integer(attributes, "flexible_time_window_minutes"),
                text(attributes, "target_type"),
                text(attributes, "target_topic_arn"),
                text(attributes, "payload"),
                text(attributes, "arguments"),
                text(attributes, "description"),
                map(attributes, "retry_policy", it -> Integer.valueOf(it.n())),
                text(attributes, "definition_stamp"),
                text(attributes, "state"),
                text(attributes, "state_stamp"),
                text(attributes, "status"),
                text(attributes, "status_reason"),
                number(attributes, "version"),
                number(attributes, "revision"),
                required(attributes, "created_by"),
                required(attributes, "created_date"),
                instant(attributes, "updated_date"),
                instant(attributes, "anchor"),
                texts(attributes, "warnings"),
                number(attributes, "converged_version"),
                text(attributes, "eventbridge_arn"),
                map(attributes, "engine_refusal", AttributeValue::s),
                instant(attributes, "completed_at"),
                instant(attributes, "audited_until"),
                text(attributes, "outcomes"),
                number(attributes, "execution_count"),
                instant(attributes, "last_triggered"),
                number(attributes, "expires_at"));
    }

    private static String required(Map<String, AttributeValue> attributes, String name) {
        return Objects.requireNonNull(text(attributes, name), name);
    }

    private static @Nullable String text(Map<String, AttributeValue> attributes, String name) {
        AttributeValue value = attributes.get(name);
        return value == null ? null : value.s();
    }

    private static @Nullable Instant instant(Map<String, AttributeValue> attributes, String name) {
        String text = text(attributes, name);
        return text == null ? null : Instant.parse(text);
    }

    private static @Nullable Long number(Map<String, AttributeValue> attributes, String name) {
        AttributeValue value = attributes.get(name);
        return value == null ? null : Long.valueOf(value.n());
    }

    private static @Nullable Integer integer(Map<String, AttributeValue> attributes, String name) {
        AttributeValue value = attributes.get(name);
        return value == null ? null : Integer.valueOf(value.n());
    }

    private static @Nullable List<String> texts(Map<String, AttributeValue> attributes, String name) {
        AttributeValue value = attributes.get(name);
        return value == null ? null : value.l().stream().map(AttributeValue::s).toList();
    }

    private static <T> @Nullable Map<String, T> map(
            Map<String, AttributeValue> attributes, String name, Function<AttributeValue, T> read) {
        AttributeValue value = attributes.get(name);
        return value == null
                ? null
                : value.m().entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, it -> read.apply(it.getValue())));
    }
}
