package com.rezagent.schedules.local.consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.topic.ReceivedMessage;
import com.rezagent.schedules.local.topic.SnsEvent;
import com.rezagent.schedules.messaging.TopicArn;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes reports as consumers and Lambda do. */
final class ConsumerReport {
    /** Beyond this size Lambda leaves the payload of the request out of a record. */
    private static final int MAX_PAYLOAD_BYTES = 200 << 10;

    private static final String FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:local-consumer:$LATEST";

    private ConsumerReport() {}

    /** Returns the envelope of a message that can be reported about; empty if it has no execution id. */
    static Optional<ObjectNode> envelope(ReceivedMessage message) {
        if (!message.body().contains("execution_id")) {
            // Most messages expect no report, so they are not parsed.
            return Optional.empty();
        }
        try {
            return Optional.of(Json.parseObject(message.body()))
                    .filter(it -> it.path("execution_id").isTextual());
        } catch (RefusedException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns a report.
     *
     * @param error why the consumer failed; null if it succeeded
     */
    static String report(ObjectNode envelope, @Nullable String error) {
        ObjectNode report = Json.object();
        report.set("execution_id", envelope.path("execution_id"));
        if (envelope.has("attempt")) {
            report.set("attempt", envelope.path("attempt"));
        }
        report.put("outcome", error == null ? "succeeded" : "failed");
        if (error != null) {
            report.put("message", error);
        }
        return Json.write(report);
    }

    /**
     * Returns the record that Lambda sends to the destination of a function that does not retry.
     *
     * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html">Capturing records
     *     of Lambda asynchronous invocations</a>
     */
    static String lambdaRecord(
            TopicArn topic, ReceivedMessage message, @Nullable String error, String requestId, Instant now) {
        ObjectNode record = Json.object();
        record.put("version", "1.0");
        record.put("timestamp", now.toString());
        ObjectNode context = record.putObject("requestContext");
        context.put("requestId", requestId);
        context.put("functionArn", FUNCTION);
        context.put("condition", error == null ? "Success" : "RetriesExhausted");
        context.put("approximateInvokeCount", 1);
        String event = SnsEvent.of(topic, message);
        if (event.getBytes(StandardCharsets.UTF_8).length <= MAX_PAYLOAD_BYTES) {
            record.set("requestPayload", Json.parse(event));
        }
        ObjectNode response = record.putObject("responseContext");
        response.put("statusCode", 200);
        response.put("executedVersion", "$LATEST");
        if (error != null) {
            response.put("functionError", "Unhandled");
        }
        record.set("responsePayload", responsePayload(error));
        return Json.write(record);
    }

    private static JsonNode responsePayload(@Nullable String error) {
        ObjectNode payload = Json.object();
        return error == null
                ? payload.put("done", true)
                : payload.put("errorType", "LocalConsumer").put("errorMessage", error);
    }
}
