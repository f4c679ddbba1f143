package com.rezagent.schedules.webapi.route;

import com.rezagent.schedules.webapi.http.HttpRequest;
import com.rezagent.schedules.webapi.http.Query;

/**
 * A request on its way to its endpoint.
 *
 * @param route the path of its route, with the variable's name in place of its value
 * @param id what stands in the path's variable; empty where it has none
 * @param caller who it is from: verified, or what the stage takes anonymous requests for
 * @param requestLog takes what the request's log line is to say
 */
public record RequestContext(
        HttpRequest request, String route, String id, Query query, String caller, RequestLog requestLog) {}
