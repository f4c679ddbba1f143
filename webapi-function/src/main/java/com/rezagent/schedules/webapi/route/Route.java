package com.rezagent.schedules.webapi.route;

import java.util.Set;

/**
 * One route.
 *
 * @param parameters the query parameters that it accepts
 */
public record Route(String method, PathTemplate template, Effect effect, Set<String> parameters, Handler handler) {
    /** What a request may do. */
    public enum Effect {
        READ,
        CHANGE
    }

    public Route {
        parameters = Set.copyOf(parameters);
    }

    /** Returns a route that changes nothing. */
    public static Route read(String method, String path, Set<String> parameters, Handler endpoint) {
        return new Route(method, PathTemplate.of(path), Effect.READ, parameters, endpoint);
    }

    /** Returns a route that requests a change. */
    public static Route change(String method, String path, Handler endpoint) {
        return new Route(method, PathTemplate.of(path), Effect.CHANGE, Set.of(), endpoint);
    }

    /** Returns the path template, which logs and metrics use as the name of the route. */
    public String path() {
        return template.text();
    }
}
