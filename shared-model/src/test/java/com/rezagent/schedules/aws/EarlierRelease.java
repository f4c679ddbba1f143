package com.rezagent.schedules.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.execution.Execution;
import com.rezagent.schedules.execution.ExecutionKey;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.stored.StoredRecords;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends the requests that release 155151d, the last one without reports, sends to DynamoDB for an execution: they were
 * recorded from its code, and only names and times are replaced.
 */
final class EarlierRelease {
    private static final Duration LEASE = Duration.ofSeconds(35);
    private static final JsonNode REQUESTS = Json.parseObject(StoredRecords.requests());

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)}");

    /** Any credentials: emulators check none. */
    private static final String AUTHORIZATION =
            "AWS4-HMAC-SHA256 Credential=testing/20251106/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0";

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI endpoint;
    private final String stage;

    /** @param stage suffix of the tables' names */
    EarlierRelease(URI endpoint, String stage) {
        this.endpoint = endpoint;
        this.stage = stage;
    }

    /** Reads the schedule and its group as before a firing. */
    boolean reads(ExecutionKey key) {
        return send("firing", "BatchGetItem", key, "", Instant.EPOCH);
    }

    /** Claims an execution; returns false if the claim was not granted. Only after a claim does it publish. */
    boolean claims(ExecutionKey key, String incarnation, Instant now) {
        return send(series(key), "UpdateItem", key, incarnation, now);
    }

    /** Records and counts the publication of an execution that it has claimed; returns false if there is one already. */
    boolean records(ExecutionKey key, String incarnation, Instant now) {
        return send(series(key), "TransactWriteItems", key, incarnation, now);
    }

    /** Records that an execution was held back by a pause; returns false if it has ended or is claimed. */
    boolean skips(ExecutionKey key, String incarnation, Instant now) {
        return send("skipped", "PutItem", key, incarnation, now);
    }

    private static String series(ExecutionKey key) {
        return key.isManual() ? "trigger" : "firing";
    }

    private boolean send(String series, String operation, ExecutionKey key, String incarnation, Instant now) {
        for (JsonNode recorded : REQUESTS.required(series)) {
            if (recorded.required("operation").textValue().equals(operation)) {
                return send(operation, filled(Json.write(recorded.required("request")), key, incarnation, now));
            }
        }
        throw new IllegalArgumentException("No " + operation + " was recorded for " + series);
    }

    private String filled(String request, ExecutionKey key, String incarnation, Instant now) {
        Map<String, String> values = new HashMap<>();
        values.put("stage", stage);
        values.put("schedule_id", key.scheduleId().value());
        values.put("command_id", String.valueOf(key.commandId()));
        values.put("incarnation", incarnation);
        values.put("scheduled_time", time(key.scheduledTime()));
        values.put("now", time(now));
        values.put("lease_until", time(now.plus(LEASE)));
        values.put("finished_at", time(now));
        values.put("expires_at", Long.toString(now.plus(Execution.TIME_TO_LIVE).getEpochSecond()));
        values.put("sns_message_id", "sns-of-the-earlier-release");
        values.put("token", UUID.randomUUID().toString());
        return VARIABLE.matcher(request).replaceAll(it -> Matcher.quoteReplacement(values.get(it.group(1))));
    }

    private static String time(Instant instant) {
        return ExecutionItems.time(instant).s();
    }

    /** Returns false if a condition was not met. */
    private boolean send(String operation, String body) {
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .header("Content-Type", "application/x-amz-json-1.0")
                .header("X-Amz-Target", "DynamoDB_20120810." + operation)
                .header("Authorization", AUTHORIZATION)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response =
                http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).join();
        if (response.statusCode() == 200 || response.body().contains("ConditionalCheckFailed")) {
            return response.statusCode() == 200;
        }
        throw new IllegalStateException(operation + ": " + response.statusCode() + " " + response.body());
    }
}
