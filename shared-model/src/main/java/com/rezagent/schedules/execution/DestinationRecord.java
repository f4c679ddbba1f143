package com.rezagent.schedules.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Reads the record of an asynchronous invocation that Lambda sends to a function's destination. The function is
 * subscribed to a topic, so that its request is an SNS event with the envelope in the first record.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html">Capturing records of
 *     Lambda asynchronous invocations</a>
 */
final class DestinationRecord {
    private static final String SUCCESS = "Success";

    private DestinationRecord() {}

    /** Returns the report that a record stands for. */
    static ReportMessage read(ObjectNode record) {
        String condition = textOrNull(record.path("requestContext").path("condition"));
        if (condition == null) {
            throw ReportReader.unreadable("requestContext.condition: must say how the invocation ended");
        }
        ObjectNode envelope = envelope(record.path("requestPayload"));
        JsonNode id = envelope.path("execution_id");
        if (!id.isTextual()) {
            throw ReportReader.unreadable(
                    "requestPayload: the message has no execution_id; its schedule has no run_policy");
        }
        JsonNode attempt = envelope.path("attempt");
        Integer number = attempt.isIntegralNumber() && attempt.canConvertToInt() && attempt.intValue() > 0
                ? attempt.intValue()
                : null;
        Report report = condition.equals(SUCCESS)
                ? Report.of(
                        Report.Progress.SUCCEEDED,
                        number,
                        null,
                        ReportReader.text(record.get("responsePayload")),
                        true,
                        null)
                : Report.of(Report.Progress.FAILED, number, failure(condition, record), null, true, null);
        return new ReportMessage(id.textValue(), report);
    }

    private static ObjectNode envelope(JsonNode request) {
        JsonNode text = request.path("Records").path(0).path("Sns").path("Message");
        if (!text.isTextual()) {
            throw ReportReader.unreadable("requestPayload: has no Records[0].Sns.Message; Lambda leaves the payload out"
                    + " of a record above 200 KB, and a function that is not subscribed to the topic has none:"
                    + " let the consumer report itself");
        }
        try {
            return Json.parseObject(text.textValue());
        } catch (RefusedException e) {
            throw ReportReader.unreadable("requestPayload: Records[0].Sns.Message is not a JSON object");
        }
    }

    /** Returns the condition, e.g. {@code RetriesExhausted}, and what the function says of its error. */
    private static String failure(String condition, ObjectNode record) {
        JsonNode response = record.path("responsePayload");
        String type = textOrNull(response.path("errorType"));
        String message = textOrNull(response.path("errorMessage"));
        String error = textOrNull(record.path("responseContext").path("functionError"));
        String detail =
                message != null ? (type == null ? message : type + ": " + message) : type != null ? type : error;
        return detail == null ? condition : condition + ": " + detail;
    }

    private static @Nullable String textOrNull(JsonNode value) {
        return value.isTextual() && !value.textValue().isBlank() ? value.textValue() : null;
    }
}
