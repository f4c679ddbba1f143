package com.rezagent.schedules.local.smoke;

import java.net.URI;
import java.util.Map;

/** Authenticates requests. */
@FunctionalInterface
interface Authorization {
    Authorization NONE = (method, uri, body) -> Map.of();

    /**
     * Returns the headers to add to a request.
     *
     * @throws CannotRunException if there are no valid credentials
     * @throws InterruptedException if interrupted while getting the credentials
     */
    Map<String, String> headers(String method, URI uri, byte[] body) throws InterruptedException;
}
