package com.rezagent.schedules.webapi;

import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.route.RequestContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** {@code GET /api/openapi.json}: the API's own description, which this jar ships. Tests hold the API against it. */
final class OpenApiDocument {
    private static final String RESOURCE = "/openapi.json";

    private OpenApiDocument() {}

    static HttpResponse read(RequestContext call) {
        return HttpResponse.jsonText(200, text());
    }

    private static String text() {
        try (InputStream in = OpenApiDocument.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("This jar was built without " + RESOURCE);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
