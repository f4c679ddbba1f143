package com.rezagent.schedules.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.messaging.Stage;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.testing.Repository;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Validates messages on the topics against {@code docs/schemas}: commands, envelopes, notices and reports. */
public final class MessageSchemas {
    private static final Map<String, String> TEXTS = Stream.of(
                    "command.json", "envelope.json", "notice.json", "report.json")
            .collect(Collectors.toUnmodifiableMap(name -> name, name -> Repository.text("docs/schemas/" + name)));

    private final SchemaDocument command = SchemaDocument.ofJsonSchema("command.json", TEXTS);
    private final SchemaDocument envelope = SchemaDocument.ofJsonSchema("envelope.json", TEXTS);
    private final SchemaDocument notice = SchemaDocument.ofJsonSchema("notice.json", TEXTS);
    private final SchemaDocument report = SchemaDocument.ofJsonSchema("report.json", TEXTS);

    public SchemaDocument command() {
        return command;
    }

    public SchemaDocument envelope() {
        return envelope;
    }

    public SchemaDocument notice() {
        return notice;
    }

    public SchemaDocument report() {
        return report;
    }

    /** Returns the violations of a message on one of a stage's topics. */
    public List<String> violations(Stage stage, TopicArn topic, TopicMessage message) {
        if (topic.equals(stage.executionReports())) {
            return reportViolations(message);
        }
        return topic.equals(stage.scheduleCreation()) ? commandViolations(message) : envelopeViolations(message);
    }

    /** Returns the violations of a message on the schedule-creation topic. */
    public List<String> commandViolations(TopicMessage message) {
        return violations(command, message, true);
    }

    /** Returns the violations of a message on the topic of reports, whose attributes are not read. */
    public List<String> reportViolations(TopicMessage message) {
        return violations(report, message, false);
    }

    /** Returns the violations of a message of an execution or a notice. */
    public List<String> envelopeViolations(TopicMessage message) {
        List<String> violations = violations(envelope, message, true);
        JsonNode body = Json.parse(message.body());
        if (body.path("payload").path("action").asText().startsWith("schedule_")) {
            violations.addAll(notice.violations("", body));
        }
        message.attributes().forEach((name, value) -> {
            boolean isOnlyAttribute = name.equals("group");
            if (!isOnlyAttribute && !value.equals(body.path(name).asText())) {
                violations.add("attribute " + name + " differs from the message body");
            }
        });
        return violations;
    }

    private static List<String> violations(SchemaDocument schema, TopicMessage message, boolean hasAttributes) {
        List<String> all = new ArrayList<>(schema.violations("", Json.parse(message.body())));
        if (hasAttributes) {
            ObjectNode attributes = Json.object();
            message.attributes().forEach(attributes::put);
            schema.violations("/$defs/Attributes", attributes).forEach(it -> all.add("attributes " + it));
        }
        if (message.isTooLarge()) {
            all.add("has " + message.bytes() + " bytes, which is more than " + TopicMessage.MAX_BYTES);
        }
        return all;
    }
}
