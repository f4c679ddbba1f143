package com.rezagent.schedules.webapi.route;

import java.util.Set;

/**
 * One route.
 *
 * @param parameters the query parameters that it takes
 */
public record Route(String method, PathTemplate template, Effect effect, Set<String> parameters, Handler endpoint) {
    /** What a call may do. */
    public enum Effect {
        READ,
        CHANGE
    }

    public Route {
        parameters = Set.copyOf(parameters);
    }

    /** A route that changes nothing. */
    public static Route read(String method, String path, Set<String> parameters, Handler endpoint) {
        return new Route(method, PathTemplate.of(path), Effect.READ, parameters, endpoint);
    }

    /** A route that asks for a change. */
    public static Route change(String method, String path, Handler endpoint) {
        return new Route(method, PathTemplate.of(path), Effect.CHANGE, Set.of(), endpoint);
    }

    /** Its path as logs and metrics name it, with the variable's name in place of its value. */
    public String path() {
        return template.text();
    }
}
