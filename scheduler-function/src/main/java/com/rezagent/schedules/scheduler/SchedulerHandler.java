package com.rezagent.schedules.scheduler;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.rezagent.schedules.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Lambda's entry point. An exception makes Lambda deliver the event again, and at last park it. */
public final class SchedulerHandler implements RequestStreamHandler {
    /** What an invocation keeps back to end in good order. */
    private static final int RESERVE_MILLIS = 10_000;

    private final EventDispatcher function;

    /** Held, because the context that calls it before a snapshot holds it weakly. */
    @SuppressWarnings("UnusedVariable")
    private final @Nullable Priming priming;

    /**
     * As Lambda calls it.
     *
     * @throws com.rezagent.schedules.settings.InvalidEnvironmentException with every mistake in the environment
     */
    public SchedulerHandler() {
        this(SchedulerWiring.started(System.getenv()));
    }

    private SchedulerHandler(SchedulerWiring composition) {
        function = new EventDispatcher(composition.ports(), composition.settings());
        priming = new Priming(composition.ports(), composition.settings(), composition.warmUp()).registered();
    }

    /** A function over these ports; settings say which stage it is for. */
    public SchedulerHandler(SchedulerPorts ports, SchedulerSettings settings) {
        function = new EventDispatcher(ports, settings);
        priming = null;
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        output.write(Json.writeBytes(function.handle(
                input.readAllBytes(),
                context.getAwsRequestId(),
                () -> context.getRemainingTimeInMillis() < RESERVE_MILLIS)));
    }
}
