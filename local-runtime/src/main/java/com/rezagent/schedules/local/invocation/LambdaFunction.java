package com.rezagent.schedules.local.invocation;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Invokes a handler in this JVM with the interface of Lambda: byte streams and a context. The context reports the
 * timeout, but an invocation that exceeds it is not stopped. Thread-safe.
 */
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
     * Invokes the function and returns its response.
     *
     * @throws RuntimeException any exception of the handler; its errors propagate as well, including {@code
     *     SimulatedCrash}
     */
    public byte[] invoke(byte[] event) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try {
            handler.handleRequest(
                    new ByteArrayInputStream(event), output, new InvocationContext(name, requestIds.get(), timeout));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return output.toByteArray();
    }
}
