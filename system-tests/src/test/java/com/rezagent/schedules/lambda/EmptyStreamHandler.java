package com.rezagent.schedules.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Smallest possible handler. Baseline for cold start measurements. */
public final class EmptyStreamHandler implements RequestStreamHandler {
    @Override
    public void handleRequest(InputStream event, OutputStream response, Context context) throws IOException {
        event.readAllBytes();
        response.write('{');
        response.write('}');
    }
}
