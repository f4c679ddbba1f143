package com.rezagent.schedules.webapi.http;

import java.util.Map;

/**
 * A request with the context that its handler needs.
 *
 * @param route the path template of its route
 * @param pathVariables the decoded values of the path variables, by name
 * @param caller the verified identity, or the caller that the stage assigns to anonymous requests
 * @param requestLog collects the fields of the request's log line
 */
public record RequestContext(
        HttpRequest request,
        String route,
        Map<String, String> pathVariables,
        Query query,
        String caller,
        RequestLog requestLog) {
    public RequestContext {
        pathVariables = Map.copyOf(pathVariables);
    }

    /**
     * Returns the decoded value of a path variable; never empty.
     *
     * @throws IllegalArgumentException if the route has no such variable
     */
    public String pathVariable(String name) {
        String value = pathVariables.get(name);
        if (value == null) {
            throw new IllegalArgumentException(route + " has no variable " + name);
        }
        return value;
    }
}
