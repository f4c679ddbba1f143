package com.rezagent.schedules.webapi;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.rezagent.schedules.webapi.http.HttpApiEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Lambda entry point for API Gateway HTTP API events (payload format 2.0).
 *
 * <p>An event of any other kind fails the invocation with an exception.
 */
public final class WebApiHandler implements RequestStreamHandler {
    private final WebApi api;

    /** Kept as a field because the CRaC context holds registered resources weakly. */
    @SuppressWarnings("UnusedVariable")
    private final @Nullable Priming priming;

    /**
     * Creates the handler from the environment variables; Lambda calls this.
     *
     * @throws com.rezagent.schedules.config.InvalidEnvironmentException listing every error in the environment
     */
    public WebApiHandler() {
        this(WebApiWiring.started(System.getenv()));
    }

    WebApiHandler(WebApiWiring wiring) {
        api = Routes.api(wiring.ports(), wiring.settings());
        priming = new Priming(wiring.ports(), wiring.settings(), wiring.stubbedPublisher()).registered();
    }

    /** Creates a handler over the given ports, without priming. */
    public WebApiHandler(WebApiPorts ports, WebApiSettings settings) {
        api = Routes.api(ports, settings);
        priming = null;
    }

    @Override
    public void handleRequest(InputStream event, OutputStream response, Context context) throws IOException {
        response.write(HttpApiEvent.write(api.handle(HttpApiEvent.read(event.readAllBytes()))));
    }
}
