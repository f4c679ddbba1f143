package com.rezagent.schedules.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.regions.Region;

/**
 * A stub of AWS without a network: every call gets the response that is set for its operation, or for all. The SDK
 * creates its own results and exceptions from it.
 */
public final class CannedAws implements SdkHttpClient {
    private static final String PUBLISHED = "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\">"
            + "<PublishResult><MessageId>c3f1e1a0-5a4e-5c5e-8d5e-b9d0b4f6a1f2</MessageId></PublishResult>"
            + "<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></PublishResponse>";

    private final Map<String, Function<byte[], Response>> responses = new ConcurrentHashMap<>();
    private final List<Partly> partly = new CopyOnWriteArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile Response other = Response.of(Json.object());
    private volatile JsonNode lastPut = Json.object();

    /** The response to requests of an operation that contain a text. */
    private record Partly(String operation, String text, Response response) {}

    private record Response(int status, String contentType, String errorType, byte[] body) {
        static Response of(ObjectNode body) {
            return new Response(200, "application/json", "", Json.writeBytes(body));
        }

        static Response of(int status, String contentType, String errorType, String body) {
            return new Response(status, contentType, errorType, body.getBytes(UTF_8));
        }
    }

    /** Returns a stub in which every call succeeds. {@code GetItem} returns the item that was put last. */
    public static CannedAws successful() {
        CannedAws aws = new CannedAws();
        aws.respondsInXmlTo("Publish", form -> PUBLISHED);
        aws.responds(
                "POST",
                Json.object().put("ScheduleArn", "arn:aws:scheduler:us-east-1:123456789012:schedule/group/name"));
        return aws;
    }

    /** Returns clients of this stub, with further settings. */
    public AwsClients clients(Consumer<AwsClientBuilder<?, ?>> settings) {
        return new AwsClients(client -> {
            client.region(Region.US_EAST_1)
                    .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")));
            settings.accept(client);
            if (client instanceof AwsSyncClientBuilder<?, ?> sync) {
                sync.httpClient(this);
            }
        });
    }

    /** Sets the response of an operation. */
    public void responds(String operation, ObjectNode body) {
        Response response = Response.of(body);
        responses.put(operation, request -> response);
    }

    /** Sets the response of an operation to requests that contain a text; of several, the first one that was set. */
    public void responds(String operation, String text, ObjectNode body) {
        partly.add(new Partly(operation, text, Response.of(body)));
    }

    /**
     * Sets the responses of an operation.
     *
     * @param response returns the response to a request
     */
    public void respondsTo(String operation, Function<JsonNode, ObjectNode> response) {
        responses.put(operation, request -> Response.of(response.apply(Json.parse(request))));
    }

    /**
     * Sets the responses of an operation of SNS.
     *
     * @param response returns the XML of the response to a request, which is a form
     */
    void respondsInXmlTo(String operation, Function<String, String> response) {
        responses.put(
                operation, request -> Response.of(200, "text/xml", "", response.apply(new String(request, UTF_8))));
    }

    /** Responds like REST-JSON services (Scheduler) and JSON-RPC services (DynamoDB, SQS). */
    void responds(int status, String code, String message) {
        String body = "{\"__type\":\"com.amazonaws#%s\",\"message\":\"%s\"}".formatted(code, message);
        other = Response.of(status, "application/json", code, body);
    }

    /** Responds like Query services (SNS). */
    void respondsInXml(int status, String code, String message) {
        other = Response.of(status, "text/xml", "", """
                <ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type>\
                <Code>%s</Code><Message>%s</Message></Error><RequestId>1</RequestId></ErrorResponse>\
                """.formatted(code, message));
    }

    /** Responds with the given JSON. */
    void respondsJson(int status, String json) {
        other = Response.of(status, "application/json", "", json);
    }

    int calls() {
        return calls.get();
    }

    /** Returns a copy of the item that was put last. */
    public ObjectNode lastPut() {
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
        calls.incrementAndGet();
        byte[] body = body(request);
        String operation = operation(request, body);
        JsonNode put = put(operation, body);
        if (put.has("Item")) {
            lastPut = put.path("Item");
            responds("GetItem", Json.object().set("Item", lastPut));
        }
        String text = new String(body, UTF_8);
        Response response = partly.stream()
                .filter(it -> it.operation().equals(operation) && text.contains(it.text()))
                .findFirst()
                .map(Partly::response)
                .orElseGet(() -> responses.getOrDefault(operation, it -> other).apply(body));
        SdkHttpFullResponse.Builder head = SdkHttpFullResponse.builder()
                .statusCode(response.status())
                .putHeader("Content-Type", response.contentType())
                .putHeader("Content-Length", Integer.toString(response.body().length));
        if (!response.errorType().isEmpty()) {
            head.putHeader("x-amzn-ErrorType", response.errorType());
        }
        return HttpExecuteResponse.builder()
                .response(head.build())
                .responseBody(AbortableInputStream.create(new ByteArrayInputStream(response.body())))
                .build();
    }

    /** Returns the put of a call, or of the first item of a transaction if that is the item that has a condition. */
    private static JsonNode put(String operation, byte[] body) {
        return switch (operation) {
            case "PutItem" -> Json.parse(body);
            case "TransactWriteItems" -> {
                JsonNode first = Json.parse(body).path("TransactItems").path(0).path("Put");
                yield first.has("ConditionExpression") ? first : Json.object();
            }
            default -> Json.object();
        };
    }

    private static byte[] body(HttpExecuteRequest request) throws IOException {
        if (request.contentStreamProvider().isEmpty()) {
            return new byte[0];
        }
        try (InputStream content = request.contentStreamProvider().get().newStream()) {
            return content.readAllBytes();
        }
    }

    /** Returns the operation of DynamoDB or SNS, or the HTTP method for EventBridge Scheduler. */
    private static String operation(HttpExecuteRequest request, byte[] body) {
        SdkHttpRequest http = request.httpRequest();
        if (http.encodedPath().startsWith("/schedules")) {
            return http.method().name();
        }
        return http.firstMatchingHeader("X-Amz-Target")
                .map(it -> it.substring(it.indexOf('.') + 1))
                .orElseGet(
                        () -> new String(body, UTF_8).startsWith("Action=PublishBatch&") ? "PublishBatch" : "Publish");
    }

    @Override
    public void close() {}
}
