package com.rezagent.schedules.webapi;

import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.route.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/** {@code GET /api/openapi.json}: the API's own description, where this jar ships one. */
final class OpenApiDocument {
    private static final String RESOURCE = "/openapi.json";

    private OpenApiDocument() {}

    /** Its route; empty where there is no document. */
    static Optional<Route> route() {
        return OpenApiDocument.class.getResource(RESOURCE) == null
                ? Optional.empty()
                : Optional.of(
                        Route.read("GET", "/api/openapi.json", Set.of(), call -> HttpResponse.jsonText(200, read())));
    }

    private static String read() {
        try (InputStream in = OpenApiDocument.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("The document was there at start");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
