package com.rezagent.schedules.scheduler.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.command.CommandJson;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.record.ResourceName;
import com.rezagent.schedules.schedule.ScheduleId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Parses the function's events, and tells them apart by their shape. Lambda's own mapping is too lenient: it would read
 * an unknown event as an empty object, and the event would be acknowledged and lost.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html">Lambda with SNS</a>
 */
public final class EventReader {
    private static final Pattern INCARNATION = Pattern.compile("[0-9a-z]{1,32}");

    private final TopicArn reports;

    /** @param reports topic whose messages are reports; those of any other topic are commands */
    public EventReader(TopicArn reports) {
        this.reports = reports;
    }

    /**
     * Reads an event: SNS records, a firing, a reconcile request or a sweep.
     *
     * @throws UnknownEventException for any other shape
     */
    public SchedulerEvent read(ObjectNode json) {
        if (json.has("Records")) {
            return messages(json);
        }
        if (json.has("schedule_id") && json.has("scheduled_time")) {
            return firing(json);
        }
        if (ReconcileRequest.isReconcileRequest(json)) {
            return new SchedulerEvent.Reconcile(ReconcileRequest.read(json));
        }
        if (SweepRequest.isSweepRequest(json)) {
            return new SchedulerEvent.Sweep(SweepRequest.read(json));
        }
        throw new UnknownEventException("expected SNS records, a firing, a reconcile request or a sweep");
    }

    private SchedulerEvent messages(ObjectNode json) {
        JsonNode records = json.get("Records");
        if (!records.isArray() || records.isEmpty()) {
            throw new UnknownEventException("Records must be a non-empty array");
        }
        List<SchedulerEvent.Message> messages = new ArrayList<>();
        int ofReports = 0;
        for (JsonNode record : records) {
            if (!"aws:sns".equals(record.path("EventSource").textValue())) {
                throw new UnknownEventException("a record is not from SNS");
            }
            messages.add(message(record.path("Sns")));
            if (reports.value().equals(record.path("Sns").path("TopicArn").textValue())) {
                ofReports++;
            }
        }
        if (ofReports == 0) {
            return new SchedulerEvent.Messages(messages);
        }
        if (ofReports < messages.size()) {
            throw new UnknownEventException("the records are of different topics");
        }
        return new SchedulerEvent.Reports(messages);
    }

    private static SchedulerEvent.Message message(JsonNode sns) {
        Map<String, String> attributes = new HashMap<>();
        sns.path("MessageAttributes").properties().forEach(it -> {
            String value = it.getValue().path("Value").textValue();
            if (value != null) {
                attributes.put(it.getKey(), value);
            }
        });
        return new SchedulerEvent.Message(
                text(sns, "Message"),
                new CommandJson.Delivery(text(sns, "MessageId"), instant(sns, "Timestamp"), attributes));
    }

    private static SchedulerEvent firing(ObjectNode json) {
        JsonNode version = json.path(json.hasNonNull("entry_version") ? "entry_version" : "version");
        if (!version.canConvertToLong() || !version.isIntegralNumber()) {
            throw new UnknownEventException("version must be a whole number");
        }
        return new SchedulerEvent.Firing(
                ScheduleId.tryParse(text(json, "schedule_id"))
                        .orElseThrow(() -> new UnknownEventException("schedule_id is not a valid schedule ID")),
                version.longValue(),
                json.hasNonNull("incarnation") ? incarnation(json) : null,
                group(json.path("group")),
                instant(json, "scheduled_time"));
    }

    /** The group is only a hint, so any text that is not one counts as the default group. */
    private static ResourceName group(JsonNode group) {
        return Optional.ofNullable(group.textValue())
                .flatMap(ResourceName::tryParse)
                .orElse(ResourceName.DEFAULT_GROUP);
    }

    private static String incarnation(ObjectNode json) {
        String incarnation = text(json, "incarnation");
        if (!INCARNATION.matcher(incarnation).matches()) {
            throw new UnknownEventException("incarnation is not valid");
        }
        return incarnation;
    }

    private static String text(JsonNode json, String field) {
        String text = json.path(field).textValue();
        if (text == null) {
            throw new UnknownEventException(field + " must be a string");
        }
        return text;
    }

    private static Instant instant(JsonNode json, String field) {
        try {
            return Instant.parse(text(json, field));
        } catch (DateTimeException e) {
            throw new UnknownEventException(field + " must be an RFC 3339 time");
        }
    }

    /** Same as {@link #read(ObjectNode)}, from UTF-8 bytes. */
    public SchedulerEvent read(byte[] utf8) {
        if (Json.parse(utf8) instanceof ObjectNode json) {
            return read(json);
        }
        throw new UnknownEventException("an event must be a JSON object");
    }
}
