package com.rezagent.schedules.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.ObjectReader;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads reports: the body of a request, a message of the reports topic, and a record of a Lambda destination. */
public final class ReportReader {
    private static final String INVALID = "The report is invalid";
    private static final int MAX_ID_LENGTH = 200;

    private ReportReader() {}

    /**
     * Reads the body of a request.
     *
     * @throws RefusedException {@code invalid_request} with every error; fields that a report does not have are errors
     */
    public static Report body(ObjectNode json) {
        ValidationErrors errors = new ValidationErrors();
        ObjectReader reader = new ObjectReader(json, errors);
        Report report = report(json, reader, errors);
        reader.refuseUnknown();
        errors.throwIfAny();
        return report;
    }

    /**
     * Reads a message of the reports topic: {@code {"execution_id": …}} with the fields of a report, of which unknown ones
     * are ignored, or a record that Lambda sent to the topic as a destination.
     *
     * @throws RefusedException {@code invalid_json} or {@code invalid_request} if the message is no report
     */
    public static ReportMessage message(String text) {
        ObjectNode json = Json.parseObject(text);
        if (!json.has("execution_id") && json.path("requestContext").has("condition")) {
            return DestinationRecord.read(json);
        }
        ValidationErrors errors = new ValidationErrors();
        ObjectReader reader = new ObjectReader(json, errors);
        String id = requiredId(reader, errors);
        Report report = report(json, reader, errors);
        errors.throwIfAny();
        return new ReportMessage(id, report);
    }

    private static String requiredId(ObjectReader reader, ValidationErrors errors) {
        String id = reader.string("execution_id");
        if (id == null || id.isEmpty() || id.length() > MAX_ID_LENGTH) {
            errors.field("execution_id", "must be the execution_id of the message that the report is about");
            return "";
        }
        return id;
    }

    private static Report report(ObjectNode json, ObjectReader reader, ValidationErrors errors) {
        String word = reader.string("outcome");
        Report.Progress outcome = word == null ? null : Report.Progress.of(word).orElse(null);
        if (outcome == null) {
            errors.field("outcome", "must be started, succeeded or failed");
            outcome = Report.Progress.STARTED;
        }
        Integer attempt = reader.integer("attempt", 1, Integer.MAX_VALUE);
        String message = reader.string("message");
        String output = output(json, reader);
        boolean isRetryable = !reader.has("retryable") || reader.bool("retryable");
        reader.known("retryable");
        Integer retryAfter = reader.integer("retry_after_seconds", 0, (int) Report.MAX_RETRY_AFTER.toSeconds());
        return Report.of(
                outcome,
                attempt,
                message,
                output,
                isRetryable,
                retryAfter == null ? null : Duration.ofSeconds(retryAfter));
    }

    /** Returns a text as it is, and any other value as JSON. */
    private static @Nullable String output(ObjectNode json, ObjectReader reader) {
        reader.known("output");
        return text(json.get("output"));
    }

    static @Nullable String text(@Nullable JsonNode value) {
        if (value == null || value.isNull() || value.isMissingNode()) {
            return null;
        }
        return value.isTextual() ? value.textValue() : Json.write(value);
    }

    static RefusedException unreadable(String detail) {
        return new RefusedException(ErrorCode.INVALID_REQUEST, INVALID, detail);
    }
}
