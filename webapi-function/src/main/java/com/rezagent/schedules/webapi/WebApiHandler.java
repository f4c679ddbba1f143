package com.rezagent.schedules.webapi;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.rezagent.schedules.webapi.http.HttpApiEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What Lambda calls: an HTTP API event in, its answer out.
 *
 * <p>Fails, instead of answering, on an event of any other kind.
 */
public final class WebApiHandler implements RequestStreamHandler {
    private final WebApi api;

    /** Kept, since the context of checkpoints holds it weakly. */
    @SuppressWarnings("UnusedVariable")
    private final @Nullable Priming priming;

    /**
     * As Lambda makes it, from the environment.
     *
     * @throws com.rezagent.schedules.settings.InvalidEnvironmentException with every mistake in the environment
     */
    public WebApiHandler() {
        this(WebApiWiring.started(System.getenv()));
    }

    WebApiHandler(WebApiWiring composition) {
        api = new WebApi(composition.ports(), composition.settings());
        priming = new Priming(composition.ports(), composition.settings(), composition.warmUp()).registered();
    }

    /** A Web API over these ports; settings say which stage it is for. */
    public WebApiHandler(WebApiPorts ports, WebApiSettings settings) {
        api = new WebApi(ports, settings);
        priming = null;
    }

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        answer.write(HttpApiEvent.write(api.handle(HttpApiEvent.read(event.readAllBytes()))));
    }
}
