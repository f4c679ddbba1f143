package com.rezagent.schedules.scheduler;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.rezagent.schedules.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Lambda's entry point. An exception makes Lambda deliver the event again, and at last park it. */
public final class SchedulerHandler implements RequestStreamHandler {
    /** What an invocation keeps back to end in good order. */
    private static final int RESERVE_MILLIS = 10_000;

    private final SchedulerFunction function;

    public SchedulerHandler(SchedulerPorts ports, SchedulerSettings settings) {
        function = new SchedulerFunction(ports, settings);
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        output.write(Json.writeBytes(function.handle(
                input.readAllBytes(),
                context.getAwsRequestId(),
                () -> context.getRemainingTimeInMillis() < RESERVE_MILLIS)));
    }
}
