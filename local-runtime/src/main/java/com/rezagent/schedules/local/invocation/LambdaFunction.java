package com.rezagent.schedules.local.invocation;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;

/** A function as Lambda runs it: bytes in, bytes out, a context, and whatever its handler throws. Thread-safe. */
public final class LambdaFunction {
    private final String name;
    private final RequestStreamHandler handler;
    private final Duration timeout;
    private final Supplier<String> requestIds;

    public LambdaFunction(String name, RequestStreamHandler handler, Duration timeout, Supplier<String> requestIds) {
        this.name = name;
        this.handler = handler;
        this.timeout = timeout;
        this.requestIds = requestIds;
    }

    /**
     * Invokes the function and waits for its answer.
     *
     * @throws RuntimeException whatever the handler throws; errors too, a crash among them
     */
    public byte[] invoke(byte[] event) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        handler.handleRequest(
                new ByteArrayInputStream(event), output, new InvocationContext(name, requestIds.get(), timeout));
        return output.toByteArray();
    }
}
