package com.rezagent.schedules.aws;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * HTTP endpoint that gives every call the same response in the format of AWS, so that the SDK creates its own
 * exceptions from it.
 */
final class CannedAws implements AutoCloseable {
    private final HttpServer server;
    private final AtomicInteger calls = new AtomicInteger();
    private volatile int status = 200;
    private volatile String errorType = "";
    private volatile String body = "{}";

    CannedAws() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.createContext("/", exchange -> {
            calls.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            if (!errorType.isEmpty()) {
                exchange.getResponseHeaders().add("x-amzn-ErrorType", errorType);
            }
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    /** Responds like REST-JSON services (Scheduler) and JSON-RPC services (DynamoDB, SQS). */
    CannedAws responds(int httpStatus, String code, String message) {
        status = httpStatus;
        errorType = code;
        body = "{\"__type\":\"com.amazonaws#" + code + "\",\"message\":\"" + message + "\"}";
        return this;
    }

    /** Responds like Query services (SNS). */
    CannedAws respondsInXml(int httpStatus, String code, String message) {
        status = httpStatus;
        errorType = "";
        body = "<ErrorResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><Error><Type>Sender</Type><Code>"
                + code + "</Code><Message>" + message + "</Message></Error><RequestId>1</RequestId></ErrorResponse>";
        return this;
    }

    /** Responds with the given JSON. */
    CannedAws respondsJson(int httpStatus, String json) {
        status = httpStatus;
        errorType = "";
        body = json;
        return this;
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    int calls() {
        return calls.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
