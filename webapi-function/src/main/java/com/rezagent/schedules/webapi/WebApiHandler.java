package com.rezagent.schedules.webapi;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.rezagent.schedules.webapi.http.HttpApiEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * What Lambda calls: an HTTP API event in, its answer out.
 *
 * <p>Fails, instead of answering, on an event of any other kind.
 */
public final class WebApiHandler implements RequestStreamHandler {
    private final WebApi api;

    /** A Web API over these ports; settings say which stage it is for. */
    public WebApiHandler(WebApiPorts ports, WebApiSettings settings) {
        this.api = new WebApi(ports, settings);
    }

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        answer.write(HttpApiEvent.write(api.answer(HttpApiEvent.read(event.readAllBytes()))));
    }
}
