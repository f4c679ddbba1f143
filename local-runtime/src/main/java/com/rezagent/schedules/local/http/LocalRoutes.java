package com.rezagent.schedules.local.http;

import static com.rezagent.schedules.log.Log.field;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.ScheduleException;
import com.rezagent.schedules.local.LocalSystem;
import com.rezagent.schedules.local.http.GatewayEvent.Response;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.webapi.http.ErrorResponse;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.PercentEncoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The runtime's own routes, under {@code /local}, which a deployed stage does not have. */
final class LocalRoutes {
    static final String PREFIX = "/local";

    private static final String PARAMETER = "*";

    private final Map<List<String>, Map<String, Handler>> routes;
    private final Supplier<String> requestIds;
    private final Log log;

    /** Handles one request. */
    @FunctionalInterface
    interface Handler {
        /**
         * Returns the response.
         *
         * @param parameter value of the route's path parameter; empty if the route has none
         * @throws ScheduleException if the request is invalid or cannot be handled
         */
        Response handle(String parameter, byte[] body);
    }

    /** Handles one request whose response has a text body. */
    @FunctionalInterface
    private interface TextHandler {
        HttpResponse handle(String parameter, byte[] body);
    }

    private static Handler text(TextHandler handler) {
        return (parameter, body) -> Response.of(handler.handle(parameter, body));
    }

    LocalRoutes(LocalSystem system, Supplier<String> requestIds, Log log) {
        this.requestIds = requestIds;
        this.log = log;
        TopicEndpoints topics = new TopicEndpoints(system);
        ClockEndpoints clock = new ClockEndpoints(system);
        EngineEndpoints engine = new EngineEndpoints(system);
        InvocationEndpoints invocations = new InvocationEndpoints(system);
        FaultEndpoints faults = new FaultEndpoints(system.faults());
        routes = Map.of(
                List.of("topics"),
                Map.of("GET", text(topics::list)),
                List.of("topics", PARAMETER, "messages"),
                Map.of("GET", topics::messages, "POST", text(topics::publish)),
                List.of("clock"),
                Map.of("GET", text(clock::read), "POST", text(clock::advance)),
                List.of("engine", "schedules"),
                Map.of("GET", text(engine::list)),
                List.of("engine", "schedules", PARAMETER),
                Map.of("PUT", text(engine::put), "DELETE", text(engine::delete)),
                List.of("dead-letters"),
                Map.of("GET", text(invocations::deadLetters)),
                List.of("dead-letters", "redrive"),
                Map.of("POST", text(invocations::redrive)),
                List.of("reconcile"),
                Map.of("POST", text(invocations::reconcile)),
                List.of("faults"),
                Map.of("GET", text(faults::list), "POST", text(faults::add), "DELETE", text(faults::clear)));
    }

    /** Returns whether a path is one of these routes. */
    static boolean isLocal(String rawPath) {
        return rawPath.equals(PREFIX) || rawPath.startsWith(PREFIX + "/");
    }

    Response handle(String method, String rawPath, byte[] body) {
        String requestId = requestIds.get();
        try {
            return find(method, rawPath, body, requestId);
        } catch (ScheduleException e) {
            return Response.of(ErrorResponse.of(e, requestId));
        } catch (RuntimeException e) {
            log.error(
                    "local_route_failed",
                    field("request_id", requestId),
                    field("exception", e.getClass().getName()),
                    field("reason", e.getMessage()));
            return Response.of(ErrorResponse.internal(requestId));
        }
    }

    private Response find(String method, String rawPath, byte[] body, String requestId) {
        List<String> path = segments(rawPath);
        for (Map.Entry<List<String>, Map<String, Handler>> route : routes.entrySet()) {
            Optional<String> parameter = match(route.getKey(), path);
            if (parameter.isPresent()) {
                Handler handler = route.getValue().get(method);
                return handler == null
                        ? otherMethod(route.getValue(), requestId)
                        : handler.handle(parameter.get(), body);
            }
        }
        throw new RefusedException(
                ErrorCode.ROUTE_NOT_FOUND,
                "There is no such route",
                "The routes under /local are topics, topics/{topic}/messages, clock, engine/schedules, engine/schedules/{name},"
                        + " dead-letters, dead-letters/redrive, reconcile and faults");
    }

    private static Response otherMethod(Map<String, Handler> methods, String requestId) {
        String allow = String.join(", ", new TreeMap<>(methods).keySet());
        RefusedException error = new RefusedException(
                ErrorCode.METHOD_NOT_ALLOWED, "This route does not support this method", "Use one of " + allow);
        return Response.of(ErrorResponse.of(error, requestId).with("Allow", allow));
    }

    private static List<String> segments(String rawPath) {
        List<String> segments = new ArrayList<>();
        for (String segment : rawPath.substring(PREFIX.length()).split("/", -1)) {
            segments.add(PercentEncoding.decode(segment).orElse(segment));
        }
        // The first segment, before the leading slash, is empty.
        segments.remove(0);
        return segments;
    }

    /** Returns the path parameter if the path matches the route: an empty string for a route without one. */
    private static Optional<String> match(List<String> route, List<String> path) {
        if (route.size() != path.size()) {
            return Optional.empty();
        }
        String parameter = "";
        for (int i = 0; i < route.size(); i++) {
            if (route.get(i).equals(PARAMETER)) {
                parameter = path.get(i);
            } else if (!route.get(i).equals(path.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(parameter);
    }
}
