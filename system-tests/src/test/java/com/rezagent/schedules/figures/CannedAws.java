package com.rezagent.schedules.figures;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;

/**
 * A stub of AWS without a network: every operation returns one fixed response immediately. {@code GetItem} returns the
 * item that was put last.
 */
final class CannedAws implements SdkHttpClient {
    private static final String PUBLISHED = "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\">"
            + "<PublishResult><MessageId>c3f1e1a0-5a4e-5c5e-8d5e-b9d0b4f6a1f2</MessageId></PublishResult>"
            + "<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></PublishResponse>";

    private final Map<String, byte[]> responses = new HashMap<>();
    private JsonNode lastPut = Json.object();

    CannedAws() {
        respond("Publish", PUBLISHED);
        respond("POST", "{\"ScheduleArn\":\"arn:aws:scheduler:us-east-1:123456789012:schedule/group/name\"}");
    }

    private void respond(String operation, String body) {
        responses.put(operation, body.getBytes(StandardCharsets.UTF_8));
    }

    /** Sets the response of an operation. */
    void respond(String operation, ObjectNode body) {
        respond(operation, Json.write(body));
    }

    /** Returns a copy of the item that was put last. */
    ObjectNode lastPut() {
        return lastPut.deepCopy();
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                return CannedAws.this.call(request);
            }

            @Override
            public void abort() {}
        };
    }

    private HttpExecuteResponse call(HttpExecuteRequest request) throws IOException {
        byte[] body = body(request);
        String operation = operation(request);
        if (operation.equals("PutItem")) {
            lastPut = Json.parse(body).path("Item");
            respond("GetItem", Json.object().set("Item", lastPut));
        }
        byte[] response = responses.getOrDefault(operation, new byte[] {'{', '}'});
        return HttpExecuteResponse.builder()
                .response(SdkHttpFullResponse.builder()
                        .statusCode(200)
                        .putHeader("Content-Type", operation.equals("Publish") ? "text/xml" : "application/json")
                        .putHeader("Content-Length", Integer.toString(response.length))
                        .build())
                .responseBody(AbortableInputStream.create(new ByteArrayInputStream(response)))
                .build();
    }

    private static byte[] body(HttpExecuteRequest request) throws IOException {
        if (request.contentStreamProvider().isEmpty()) {
            return new byte[0];
        }
        try (InputStream content = request.contentStreamProvider().get().newStream()) {
            return content.readAllBytes();
        }
    }

    /** Returns the operation of DynamoDB, the HTTP method for EventBridge Scheduler, or {@code Publish} for SNS. */
    private static String operation(HttpExecuteRequest request) {
        String target = request.httpRequest()
                .firstMatchingHeader("X-Amz-Target")
                .orElse(
                        request.httpRequest().encodedPath().startsWith("/schedules")
                                ? request.httpRequest().method().name()
                                : "Publish");
        return target.substring(target.indexOf('.') + 1);
    }

    @Override
    public void close() {}
}
