package com.rezagent.schedules.webapi.route;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Finds the route of a request. If two templates match a path, the one without a variable wins. */
public final class Router {
    private final List<Route> routes;

    public Router(List<Route> routes) {
        this.routes = routes.stream()
                .sorted(Comparator.comparing(route -> route.template().hasVariable()))
                .toList();
    }

    /** Returns every route. */
    public List<Route> routes() {
        return routes;
    }

    /** The result of routing a request. */
    public sealed interface Match {
        /** @param id the value of the path variable; empty if the route has none */
        record Found(Route route, String id) implements Match {}

        /**
         * The path exists, but not with this method.
         *
         * @param allowed the methods of this path, in alphabetical order
         */
        record OtherMethod(String path, Set<String> allowed) implements Match {}

        record Nothing() implements Match {}
    }

    /** Finds the route of a request; {@code HEAD} is routed as {@code GET}. */
    public Match find(String method, String path) {
        List<Route> candidates = candidates(path);
        if (candidates.isEmpty()) {
            return new Match.Nothing();
        }
        String wanted = method.equals("HEAD") ? "GET" : method;
        for (Route route : candidates) {
            if (route.method().equals(wanted)) {
                return new Match.Found(route, route.template().match(path).orElseThrow());
            }
        }
        return new Match.OtherMethod(candidates.get(0).path(), allowed(candidates));
    }

    /** Returns the routes of the first template that the path matches. */
    private List<Route> candidates(String path) {
        List<Route> matching = routes.stream()
                .filter(route -> route.template().match(path).isPresent())
                .toList();
        return matching.stream()
                .filter(route -> route.template().equals(matching.get(0).template()))
                .toList();
    }

    private static Set<String> allowed(List<Route> routes) {
        Set<String> allowed = new TreeSet<>(Set.of("OPTIONS"));
        for (Route route : routes) {
            allowed.add(route.method());
            if (route.method().equals("GET")) {
                allowed.add("HEAD");
            }
        }
        return allowed;
    }
}
