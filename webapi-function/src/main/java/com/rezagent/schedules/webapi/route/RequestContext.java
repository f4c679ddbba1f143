package com.rezagent.schedules.webapi.route;

import com.rezagent.schedules.webapi.http.HttpRequest;
import com.rezagent.schedules.webapi.http.Query;

/**
 * A request with the context that its handler needs.
 *
 * @param route the path template of its route
 * @param id the value of the path variable; empty if the route has none
 * @param caller the verified identity, or the caller that the stage assigns to anonymous requests
 * @param requestLog collects the fields of the request's log line
 */
public record RequestContext(
        HttpRequest request, String route, String id, Query query, String caller, RequestLog requestLog) {}
