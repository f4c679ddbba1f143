package com.rezagent.schedules.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.messaging.TopicMessage;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Creates the events with which SNS invokes a function. */
public final class SnsEvents {
    private SnsEvents() {}

    /** Returns the event that delivers a message. */
    public static String event(TopicArn topic, String messageId, TopicMessage message, Instant publishedAt) {
        ObjectNode event = Json.object();
        ObjectNode record = event.putArray("Records").addObject().put("EventSource", "aws:sns");
        ObjectNode sns = record.putObject("Sns")
                .put("MessageId", messageId)
                .put("TopicArn", topic.value())
                .put("Message", message.body())
                .put("Timestamp", publishedAt.truncatedTo(ChronoUnit.MILLIS).toString());
        ObjectNode attributes = sns.putObject("MessageAttributes");
        message.attributes()
                .forEach((name, value) ->
                        attributes.putObject(name).put("Type", "String").put("Value", value));
        return Json.write(event);
    }
}
