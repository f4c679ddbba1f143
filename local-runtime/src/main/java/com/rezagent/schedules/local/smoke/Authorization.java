package com.rezagent.schedules.local.smoke;

import java.net.URI;
import java.util.Map;

/** How requests show who sends them. */
@FunctionalInterface
interface Authorization {
    Authorization NONE = (method, uri, body) -> Map.of();

    /**
     * Returns the headers to add to a request.
     *
     * @throws CannotRunException if there is nothing to show
     * @throws InterruptedException if interrupted while getting it
     */
    Map<String, String> headers(String method, URI uri, byte[] body) throws InterruptedException;
}
