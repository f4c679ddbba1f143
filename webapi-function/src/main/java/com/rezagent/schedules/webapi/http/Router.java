package com.rezagent.schedules.webapi.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the route of a request. If several templates match a path, the one with the first literal segment wins: {@code
 * /api/schedules/preview} before {@code /api/schedules/{id}}.
 *
 * @param <H> type of the routes' handlers
 */
public final class Router<H> {
    private static final Pattern BEGINNING = Pattern.compile("(/api)?/[^/]+");

    /** The routes of each path, the most literal path first. */
    private final List<List<Route<H>>> paths;

    /** @throws IllegalArgumentException if two routes match the same method and paths */
    public Router(List<Route<H>> routes) {
        Map<String, List<Route<H>>> byShape = new LinkedHashMap<>();
        routes.stream()
                .sorted(Comparator.comparing(route -> route.template().specificity()))
                .forEach(route -> byShape.computeIfAbsent(route.template().shape(), shape -> new ArrayList<>())
                        .add(route));
        byShape.values().forEach(Router::requireDifferentMethods);
        this.paths = List.copyOf(byShape.values());
    }

    private static <H> void requireDifferentMethods(List<Route<H>> routes) {
        Set<String> methods = new HashSet<>();
        for (Route<H> route : routes) {
            if (!methods.add(route.method())) {
                throw new IllegalArgumentException("Duplicate route " + route.method() + " " + route.path());
            }
        }
    }

    /** Returns every route. */
    public List<Route<H>> routes() {
        return paths.stream().flatMap(List::stream).toList();
    }

    /** Returns what the paths begin with, sorted: each resource once, e.g. {@code /api/schedules}. */
    public List<String> beginnings() {
        return routes().stream()
                .map(it -> BEGINNING.matcher(it.path()))
                .filter(Matcher::lookingAt)
                .map(Matcher::group)
                .distinct()
                .sorted()
                .toList();
    }

    /** The result of routing a request. */
    public sealed interface Match<H> {
        /** @param variables the decoded values of the path variables, by name */
        record Found<H>(Route<H> route, Map<String, String> variables) implements Match<H> {}

        /**
         * The path exists, but not with this method.
         *
         * @param methods the methods of this path, in alphabetical order
         */
        record OtherMethod<H>(String path, Set<String> methods) implements Match<H> {}

        record Nothing<H>() implements Match<H> {}
    }

    /**
     * Finds the route of a request.
     *
     * @param path not decoded
     */
    public Match<H> find(String method, String path) {
        List<String> segments = PathTemplate.segmentsOf(path);
        for (List<Route<H>> routes : paths) {
            if (routes.get(0).template().match(segments).isPresent()) {
                return find(method, routes, segments);
            }
        }
        return new Match.Nothing<>();
    }

    private static <H> Match<H> find(String method, List<Route<H>> routes, List<String> segments) {
        Set<String> methods = new TreeSet<>();
        for (Route<H> route : routes) {
            if (route.method().equals(method)) {
                return new Match.Found<>(route, route.template().match(segments).orElseThrow());
            }
            methods.add(route.method());
        }
        return new Match.OtherMethod<>(routes.get(0).path(), methods);
    }
}
