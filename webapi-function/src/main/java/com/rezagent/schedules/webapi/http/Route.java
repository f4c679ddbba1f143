package com.rezagent.schedules.webapi.http;

import java.util.Set;

/**
 * One route.
 *
 * @param role the role that a caller needs
 * @param parameters the query parameters that it accepts
 * @param <H> type of its handler
 */
public record Route<H>(
        String method, PathTemplate template, Effect effect, Role role, Set<String> parameters, H handler) {
    /** What a request may do. */
    public enum Effect {
        READ,
        CHANGE
    }

    public Route {
        parameters = Set.copyOf(parameters);
    }

    /** Returns a route that changes nothing and accepts no query parameters. */
    public static <H> Route<H> read(String method, String path, Role role, H handler) {
        return read(method, path, role, Set.of(), handler);
    }

    /** Returns a route that changes nothing and accepts these query parameters. */
    public static <H> Route<H> read(String method, String path, Role role, Set<String> parameters, H handler) {
        return new Route<>(method, PathTemplate.of(path), Effect.READ, role, parameters, handler);
    }

    /** Returns a route that requests a change and accepts no query parameters. */
    public static <H> Route<H> change(String method, String path, Role role, H handler) {
        return change(method, path, role, Set.of(), handler);
    }

    /** Returns a route that requests a change and accepts these query parameters. */
    public static <H> Route<H> change(String method, String path, Role role, Set<String> parameters, H handler) {
        return new Route<>(method, PathTemplate.of(path), Effect.CHANGE, role, parameters, handler);
    }

    /** Returns the path template, which logs and metrics use as the name of the route. */
    public String path() {
        return template.text();
    }
}
