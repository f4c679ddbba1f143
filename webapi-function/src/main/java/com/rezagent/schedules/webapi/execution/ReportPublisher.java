package com.rezagent.schedules.webapi.execution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.messaging.TopicPublisher;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.util.Map;

/** Publishes reports to the stage's reports topic, for the scheduler function to process. Thread-safe. */
public final class ReportPublisher {
    private final TopicPublisher publisher;
    private final TopicArn topic;
    private final Log log;

    /** @param topic the reports topic */
    public ReportPublisher(TopicPublisher publisher, TopicArn topic, Log log) {
        this.publisher = publisher;
        this.topic = topic;
        this.log = log;
    }

    /**
     * Publishes a report.
     *
     * @param report as the topic takes it
     * @throws RefusedException {@code payload_too_large} if the message is over the limit of SNS
     * @throws com.rezagent.schedules.error.TransientException if it is unknown whether it was published
     */
    void publish(ObjectNode report, RequestContext call) {
        TopicMessage message = new TopicMessage(Json.write(report), Map.of());
        if (message.isTooLarge()) {
            throw new RefusedException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "The request is too large",
                    "body: with its execution_id it is " + message.bytes() + " bytes of UTF-8; the limit of SNS is "
                            + TopicMessage.MAX_BYTES + " bytes; send a reference instead of the output");
        }
        String messageId = publish(message);
        log.info(
                "report_published",
                Log.field("execution_id", report.path("execution_id").textValue()),
                Log.field("outcome", report.path("outcome").textValue()),
                Log.field("requested_by", call.caller()),
                Log.field("request_id", call.request().id()),
                Log.field("message_id", messageId));
    }

    private String publish(TopicMessage message) {
        try {
            return publisher.publish(topic, message);
        } catch (RefusedException e) {
            // Not an error of the caller: the stage's own topic is missing, or this function may not publish to it.
            throw new IllegalStateException(
                    "The reports topic rejected a report: " + e.code().code(), e);
        }
    }
}
