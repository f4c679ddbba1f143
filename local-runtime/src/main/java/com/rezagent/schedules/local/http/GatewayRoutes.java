package com.rezagent.schedules.local.http;

import java.util.Set;
import java.util.TreeSet;

/**
 * The routes of the deployed HTTP API, which the template defines, and which of them API Gateway selects for a request:
 * one that matches fully, else one with a greedy variable, else {@code $default}.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html">Create routes
 *     for HTTP APIs</a>
 */
public final class GatewayRoutes {
    private static final String DEFAULT = "$default";
    private static final String PREFIX = "/api/";
    private static final String GREEDY = PREFIX + "{proxy+}";

    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");

    /** The routes without a variable: those with a limit of their own. */
    private static final Set<String> EXACT =
            Set.of("GET /health", "POST /api/schedules/preview", "POST /api/expressions/explain");

    private GatewayRoutes() {}

    /** Returns the key of the route that API Gateway selects. */
    public static String select(String method, String path) {
        String exact = method + " " + path;
        if (EXACT.contains(exact)) {
            return exact;
        }
        return METHODS.contains(method) && !greedyValue(path).isEmpty() ? method + " " + GREEDY : DEFAULT;
    }

    /** Returns the value of the greedy variable for a path; empty if the path does not match it. */
    static String greedyValue(String path) {
        return path.startsWith(PREFIX) ? path.substring(PREFIX.length()) : "";
    }

    /** Returns the keys of all routes. */
    public static Set<String> keys() {
        Set<String> keys = new TreeSet<>(EXACT);
        METHODS.forEach(method -> keys.add(method + " " + GREEDY));
        keys.add(DEFAULT);
        return keys;
    }
}
