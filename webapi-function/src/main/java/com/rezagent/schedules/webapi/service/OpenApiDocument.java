package com.rezagent.schedules.webapi.service;

import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Handles {@code GET /api/openapi.json}: returns the OpenAPI document, which this jar contains. Tests validate the API
 * against it.
 */
final class OpenApiDocument {
    private static final String RESOURCE = "/openapi.json";

    private OpenApiDocument() {}

    static HttpResponse read(RequestContext call) {
        return HttpResponse.jsonText(200, text());
    }

    private static String text() {
        try (InputStream in = OpenApiDocument.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("The jar does not contain " + RESOURCE);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
