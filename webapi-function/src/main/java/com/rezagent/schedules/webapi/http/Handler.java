package com.rezagent.schedules.webapi.http;

/** Handles the requests of one route. */
@FunctionalInterface
public interface Handler {
    /**
     * Returns the response to a request.
     *
     * @throws com.rezagent.schedules.error.ScheduleException if the request is refused or cannot be processed for now
     */
    HttpResponse handle(RequestContext context);
}
