package com.rezagent.schedules.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.contract.Exchange;
import com.rezagent.schedules.engine.EngineEntry;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.webapi.http.HttpRequest;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Creates the events that AWS sends to the functions. */
public final class LambdaEvents {
    /** The identity of the caller of every request. */
    public static final String CALLER = "arn:aws:iam::123456789012:user/golfer";

    private LambdaEvents() {}

    /** Returns an HTTP API event, payload format 2.0, with an IAM caller and further headers. */
    public static byte[] request(
            String method, String target, @Nullable ObjectNode body, Map<String, String> otherHeaders) {
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        ObjectNode event = Json.object();
        event.put("version", "2.0").put("routeKey", "$default").put("rawPath", path);
        event.put("rawQueryString", mark < 0 ? "" : target.substring(mark + 1));
        ObjectNode headers = event.putObject("headers").put("content-type", "application/json");
        otherHeaders.forEach(headers::put);
        ObjectNode context =
                event.putObject("requestContext").put("requestId", "wire").put("stage", "$default");
        context.putObject("http").put("method", method).put("path", path);
        context.putObject("authorizer").putObject("iam").put("userArn", CALLER);
        event.put("body", body == null ? null : Json.write(body));
        event.put("isBase64Encoded", false);
        return Json.writeBytes(event);
    }

    /**
     * Returns a request and its response for checks against openapi.json.
     *
     * @param sent the request's body
     * @param response of the function
     */
    public static Exchange exchange(HttpRequest request, String sent, JsonNode response) {
        Map<String, String> headers = new TreeMap<>();
        response.path("headers").forEachEntry((name, value) -> headers.put(name, value.textValue()));
        return new Exchange(
                request.method(),
                request.path(),
                request.queryString(),
                request.headers(),
                sent,
                response.path("statusCode").intValue(),
                headers,
                response.path("body").asText(""));
    }

    /** Returns the Lambda event for a notification received from a queue. Some fields have other names. */
    public static byte[] sns(ObjectNode notification) {
        ObjectNode event = Json.object();
        ObjectNode record = event.putArray("Records").addObject();
        record.put("EventSource", "aws:sns");
        record.put("EventVersion", "1.0");
        record.put("EventSubscriptionArn", notification.path("TopicArn").asText() + ":wire");
        ObjectNode sns = notification.deepCopy();
        sns.set("SigningCertUrl", sns.remove("SigningCertURL"));
        sns.set("UnsubscribeUrl", sns.remove("UnsubscribeURL"));
        if (!sns.has("MessageAttributes")) {
            sns.putObject("MessageAttributes");
        }
        record.set("Sns", sns);
        return Json.writeBytes(event);
    }

    /** Returns a firing as EventBridge Scheduler delivers it. */
    public static byte[] firing(ScheduleId id, Instant scheduledTime) {
        return Json.writeBytes(Json.object()
                .put("schedule_id", id.value())
                .put("version", 1)
                .put("scheduled_time", scheduledTime.toString()));
    }

    /** Returns an entry's input with the context attributes that EventBridge Scheduler replaces when it fires. */
    public static byte[] firing(EngineEntry entry, Instant scheduledTime) {
        return Json.writeBytes(Json.parseObject(entry.input()
                .replace("<aws.scheduler.scheduled-time>", scheduledTime.toString())
                .replace("<aws.scheduler.attempt-number>", "1")
                .replace("<aws.scheduler.execution-id>", "d32c5f3a-9c0e-4d52-a1a0-5e3f0c6b7a90")));
    }

    /** Returns the event of the hourly reconcile rule. */
    public static byte[] reconcile() {
        return Json.writeBytes(Json.object().put("action", "reconcile"));
    }
}
