package com.rezagent.schedules.execution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.JsonObject;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.Definition;
import com.rezagent.schedules.schedule.RunPolicy;
import com.rezagent.schedules.schedule.TargetType;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Builds the messages that rez-agent's consumers read. */
public final class Envelope {
    private static final String CREATED_BY = "schedule-executor";
    private static final int MAX_STAGE_LENGTH = 32;

    /** People may ask for more attempts than a policy makes, one by one. */
    private static final int LARGEST_ATTEMPT = 99_999;

    private static final Instant LATEST_TIME = Instant.parse("2199-12-31T23:59:59.999999999Z");

    private static final String GROUP = "group";
    private static final ResourceName LONGEST_GROUP = new ResourceName("g".repeat(64));

    private Envelope() {}

    /**
     * Returns the message that an attempt of an execution publishes. Only that of a definition with a run policy contains the
     * attempt.
     *
     * @param group of the schedule, an attribute of the message only with a run policy
     * @param attempt 1 for the first
     * @param publishedAt value of {@code created_date} and {@code updated_date}, from which {@code report_by} counts
     */
    public static TopicMessage of(
            Definition definition,
            ResourceName group,
            ExecutionKey key,
            String stage,
            int attempt,
            Instant publishedAt) {
        TopicMessage message = of(definition, key, stage, attempt, publishedAt);
        return definition.runPolicy() == null ? message : withGroup(message, group);
    }

    /** Returns the message without the group. */
    static TopicMessage of(Definition definition, ExecutionKey key, String stage, int attempt, Instant publishedAt) {
        String type = definition.target().type().messageType();
        ObjectNode payload = definition.payload().toNode();
        if (definition.target().type() == TargetType.NOTIFICATION
                && definition.payload().string("message").isEmpty()) {
            String defaultMessage =
                    definition.description() == null ? definition.name().value() : definition.description();
            payload.put("message", defaultMessage);
        }
        ObjectNode json = json(
                key.messageId(attempt),
                type,
                stage,
                publishedAt,
                payload,
                definition.arguments(),
                key.scheduleId().value(),
                definition.name().value(),
                key.scheduledTime());
        RunPolicy policy = definition.runPolicy();
        if (policy != null) {
            json.put("retry_count", attempt - 1);
            json.put("execution_id", key.executionId());
            json.put("attempt", attempt);
            policy.reportBy(publishedAt).ifPresent(it -> json.put("report_by", it.toString()));
        }
        return message(json);
    }

    /**
     * Returns a notice for people.
     *
     * @param scheduleId schedule that the notice is about; null if it is about none
     */
    public static TopicMessage notice(
            String messageId,
            ObjectNode payload,
            String stage,
            Instant now,
            @Nullable String scheduleId,
            @Nullable String scheduleName) {
        return message(json(
                messageId,
                TargetType.NOTIFICATION.messageType(),
                stage,
                now,
                payload,
                null,
                scheduleId,
                scheduleName,
                now));
    }

    /** Returns a message with the group of its schedule as an attribute. */
    public static TopicMessage withGroup(TopicMessage message, ResourceName group) {
        return message.with(GROUP, group.value());
    }

    /**
     * Checks that the message of a firing fits SNS's limit on every stage.
     *
     * @throws RefusedException {@code payload_too_large} if the message can exceed the limit
     */
    public static void checkSize(Definition definition) {
        ExecutionKey longest = ExecutionKey.manual(definition.name().id(), LATEST_TIME, "x");
        int bytes = of(definition, LONGEST_GROUP, longest, "s".repeat(MAX_STAGE_LENGTH), LARGEST_ATTEMPT, LATEST_TIME)
                .bytes();
        if (bytes > TopicMessage.MAX_BYTES) {
            throw new RefusedException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "The message of a firing would be too large",
                    "payload: the message of a firing would have " + bytes + " bytes of UTF-8, and SNS accepts "
                            + TopicMessage.MAX_BYTES + "; send a reference instead of the content");
        }
    }

    private static ObjectNode json(
            String id,
            String type,
            String stage,
            Instant now,
            ObjectNode payload,
            @Nullable JsonObject arguments,
            @Nullable String scheduleId,
            @Nullable String scheduleName,
            Instant scheduledTime) {
        ObjectNode json = Json.object();
        json.put("version", "1.0");
        json.put("id", id);
        json.put("created_date", now.toString());
        json.put("created_by", CREATED_BY);
        json.put("stage", stage);
        json.put("message_type", type);
        json.put("status", "created");
        json.set("payload", payload);
        json.set("arguments", arguments == null ? Json.object() : arguments.toNode());
        json.put("updated_date", now.toString());
        json.put("retry_count", 0);
        json.put("schedule_id", scheduleId);
        json.put("schedule_name", scheduleName);
        json.put("scheduled_time", scheduledTime.toString());
        return json;
    }

    /** Returns the message with its attributes, which have the same values. */
    private static TopicMessage message(ObjectNode json) {
        List<String> attributes = json.hasNonNull("schedule_id")
                ? List.of("stage", "message_type", "status", "schedule_id", "scheduled_time")
                : List.of("stage", "message_type", "status");
        return new TopicMessage(
                Json.write(json),
                attributes.stream()
                        .collect(Collectors.toMap(it -> it, it -> json.path(it).textValue())));
    }
}
