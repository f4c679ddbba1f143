package com.rezagent.schedules.local.topic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.messaging.TopicArn;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Builds the Lambda event for a message of an SNS topic.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html">Lambda with SNS</a>
 */
public final class SnsEvent {
    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final String SUBSCRIPTION = ":00000000-0000-0000-0000-000000000000";

    private SnsEvent() {}

    /** Returns the event as JSON text. */
    public static String of(TopicArn topic, ReceivedMessage message) {
        ObjectNode event = Json.object();
        ObjectNode record = event.putArray("Records").addObject();
        record.put("EventSource", "aws:sns");
        record.put("EventVersion", "1.0");
        record.put("EventSubscriptionArn", topic.value() + SUBSCRIPTION);
        ObjectNode sns = record.putObject("Sns");
        sns.put("Type", "Notification");
        sns.put("MessageId", message.messageId());
        sns.put("TopicArn", topic.value());
        sns.putNull("Subject");
        sns.put("Message", message.body());
        sns.put("Timestamp", timestamp(message.receivedAt()));
        sns.put("SignatureVersion", "1");
        sns.put("Signature", "EXAMPLE");
        sns.put("SigningCertUrl", "EXAMPLE");
        sns.put("UnsubscribeUrl", "EXAMPLE");
        ObjectNode attributes = sns.putObject("MessageAttributes");
        message.attributes()
                .forEach((name, value) ->
                        attributes.putObject(name).put("Type", "String").put("Value", value));
        return Json.write(event);
    }

    private static String timestamp(Instant instant) {
        return MILLIS.format(instant);
    }
}
