package com.rezagent.schedules.aws;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;

/**
 * HTTP client that sends nothing and returns a successful response to every call. Calls over it load all classes that a
 * real call needs.
 */
final class StubHttpClient implements SdkHttpClient {
    private static final String JSON =
            "{\"ScheduleArn\":\"arn:aws:scheduler:us-east-1:000000000000:schedule/g/primed\"}";
    private static final String SNS =
            "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><PublishResult>"
                    + "<MessageId>primed</MessageId></PublishResult><ResponseMetadata><RequestId>primed</RequestId>"
                    + "</ResponseMetadata></PublishResponse>";

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        // SNS uses the query protocol, DynamoDB names its operation in a header, EventBridge Scheduler uses paths.
        boolean isQuery = request.httpRequest()
                .firstMatchingHeader("Content-Type")
                .filter(it -> it.startsWith("application/x-www-form-urlencoded"))
                .isPresent();
        return new Response(isQuery ? SNS : JSON, isQuery ? "text/xml" : "application/json");
    }

    @Override
    public void close() {}

    private record Response(String body, String type) implements ExecutableHttpRequest {
        @Override
        public HttpExecuteResponse call() {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            return HttpExecuteResponse.builder()
                    .response(SdkHttpFullResponse.builder()
                            .statusCode(200)
                            .putHeader("Content-Type", type)
                            .putHeader("Content-Length", String.valueOf(bytes.length))
                            .build())
                    .responseBody(AbortableInputStream.create(new ByteArrayInputStream(bytes)))
                    .build();
        }

        @Override
        public void abort() {}
    }
}
