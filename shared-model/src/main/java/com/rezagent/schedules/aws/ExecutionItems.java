package com.rezagent.schedules.aws;

import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionId;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.execution.ExecutionOutcome;
import com.rezagent.schedules.execution.Run;
import com.rezagent.schedules.execution.RunDocument;
import com.rezagent.schedules.execution.Trigger;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.record.SortKey;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Converts executions to and from items of the executions table. Times have nine decimals, so that they compare as
 * texts.
 */
final class ExecutionItems {
    private ExecutionItems() {}

    static Map<String, AttributeValue> key(ExecutionKey key) {
        return Map.of(
                "schedule_id", text(key.scheduleId().value()),
                "execution_key", text(key.sortKey()));
    }

    /** Returns the key of a firing, or of the first delivery of a manual execution's trigger. */
    static Map<String, AttributeValue> key(ExecutionId id) {
        return id.firing()
                .map(ExecutionItems::key)
                .orElseGet(() -> triggerKey(id.scheduleId(), Objects.requireNonNull(id.triggerKey())));
    }

    static Map<String, AttributeValue> key(Map<String, AttributeValue> item) {
        return Map.of(
                "schedule_id", text(required(item, "schedule_id")),
                "execution_key", text(required(item, "execution_key")));
    }

    static Map<String, AttributeValue> item(Execution execution) {
        Map<String, AttributeValue> item = new HashMap<>(key(execution.key()));
        item.put("scheduled_time", time(execution.key().scheduledTime()));
        put(item, "command_id", execution.key().commandId());
        item.put("incarnation", text(execution.incarnation()));
        item.put("outcome", text(execution.outcome().text()));
        item.put("attempts", AttributeValue.fromN(Integer.toString(execution.attempts())));
        item.put("first_seen", time(execution.firstSeen()));
        put(item, "lease_until", execution.leaseUntil());
        put(item, "finished_at", execution.finishedAt());
        put(item, "sns_message_id", execution.snsMessageId());
        put(item, "reason", execution.reason());
        put(item, "overridden", execution.overridden().isEmpty() ? null : String.join(",", execution.overridden()));
        put(item, "request_reason", execution.requestReason());
        item.put("expires_at", seconds(execution.expiresAt()));
        Run run = execution.run();
        if (run != null) {
            item.put("run", text(Json.write(RunDocument.of(run))));
            item.put("run_revision", AttributeValue.fromN(Long.toString(run.revision())));
            put(
                    item,
                    "run_outcome",
                    run.outcome() == null ? null : run.outcome().text());
        }
        execution.queue().ifPresent(it -> {
            item.put("queue", text(it.queue()));
            item.put("at", text(it.at()));
        });
        return item;
    }

    static Execution execution(Map<String, AttributeValue> item) {
        Instant firstSeen = instant(item, "first_seen");
        return new Execution(
                        ExecutionKey.stored(
                                new ScheduleId(required(item, "schedule_id")),
                                instant(item, "scheduled_time"),
                                optional(item, "command_id"),
                                required(item, "execution_key"),
                                required(item, "incarnation")),
                        required(item, "incarnation"),
                        ExecutionOutcome.of(required(item, "outcome")).orElseThrow(),
                        Integer.parseInt(
                                Objects.requireNonNull(item.get("attempts")).n()),
                        firstSeen,
                        optionalInstant(item, "lease_until"),
                        optionalInstant(item, "finished_at"),
                        optional(item, "sns_message_id"),
                        optional(item, "reason"),
                        overridden(item),
                        optional(item, "request_reason"),
                        // The attribute expires_at has whole seconds only.
                        firstSeen.plus(Execution.TIME_TO_LIVE),
                        run(item))
                .withEarlierPublication();
    }

    static Map<String, AttributeValue> triggerKey(ScheduleId scheduleId, String triggerKey) {
        return Map.of("schedule_id", text(scheduleId.value()), "execution_key", text(triggerKey));
    }

    static Map<String, AttributeValue> item(ScheduleId scheduleId, String commandId, Trigger trigger) {
        Map<String, AttributeValue> item = new HashMap<>(triggerKey(scheduleId, ExecutionKey.triggerKey(commandId)));
        item.put("scheduled_time", time(trigger.scheduledTime()));
        put(item, "request_sha256", trigger.requestDigest());
        item.put("expires_at", seconds(trigger.scheduledTime().plus(Execution.TIME_TO_LIVE)));
        return item;
    }

    static Trigger trigger(Map<String, AttributeValue> item) {
        return new Trigger(instant(item, "scheduled_time"), optional(item, "request_sha256"));
    }

    static AttributeValue time(Instant instant) {
        return text(SortKey.text(instant));
    }

    static AttributeValue text(String text) {
        return AttributeValue.fromS(text);
    }

    /** Returns seconds since the epoch, as DynamoDB's TTL requires. */
    static AttributeValue seconds(Instant instant) {
        return AttributeValue.fromN(Long.toString(instant.getEpochSecond()));
    }

    private static void put(Map<String, AttributeValue> item, String name, @Nullable String value) {
        if (value != null) {
            item.put(name, text(value));
        }
    }

    private static void put(Map<String, AttributeValue> item, String name, @Nullable Instant value) {
        if (value != null) {
            item.put(name, time(value));
        }
    }

    private static @Nullable Run run(Map<String, AttributeValue> item) {
        String document = optional(item, "run");
        return document == null ? null : RunDocument.run(Json.parseObject(document));
    }

    private static List<String> overridden(Map<String, AttributeValue> item) {
        String codes = optional(item, "overridden");
        return codes == null ? List.of() : List.of(codes.split(","));
    }

    private static String required(Map<String, AttributeValue> item, String name) {
        return Objects.requireNonNull(optional(item, name), name);
    }

    private static @Nullable String optional(Map<String, AttributeValue> item, String name) {
        AttributeValue value = item.get(name);
        return value == null ? null : value.s();
    }

    private static Instant instant(Map<String, AttributeValue> item, String name) {
        return Instant.parse(required(item, name));
    }

    private static @Nullable Instant optionalInstant(Map<String, AttributeValue> item, String name) {
        String text = optional(item, name);
        return text == null ? null : Instant.parse(text);
    }
}
