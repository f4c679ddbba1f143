package com.rezagent.schedules.scheduler;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.rezagent.schedules.config.InvalidEnvironmentException;
import com.rezagent.schedules.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Lambda entry point. After an exception Lambda retries the event, and finally moves it to the dead-letter queue. */
public final class SchedulerHandler implements RequestStreamHandler {
    /** The time that an invocation reserves to end before its timeout. */
    private static final int RESERVE_MILLIS = 10_000;

    private final EventDispatcher dispatcher;

    /** A strong reference, because the CRaC context has only a weak one. */
    @SuppressWarnings("UnusedVariable")
    private final @Nullable Priming priming;

    /**
     * Creates the function from the environment variables; called by Lambda.
     *
     * @throws InvalidEnvironmentException with every mistake in the environment
     */
    public SchedulerHandler() {
        this(SchedulerWiring.start(System.getenv()));
    }

    private SchedulerHandler(SchedulerWiring wiring) {
        dispatcher = DispatcherWiring.dispatcher(wiring.ports(), wiring.settings());
        priming = new Priming(wiring.ports(), wiring.settings(), wiring.warmUp()).register();
    }

    /** Creates a function with these ports, without priming. */
    public SchedulerHandler(SchedulerPorts ports, SchedulerSettings settings) {
        dispatcher = DispatcherWiring.dispatcher(ports, settings);
        priming = null;
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        output.write(Json.writeBytes(dispatcher.handle(
                input.readAllBytes(),
                context.getAwsRequestId(),
                () -> context.getRemainingTimeInMillis() < RESERVE_MILLIS)));
    }
}
