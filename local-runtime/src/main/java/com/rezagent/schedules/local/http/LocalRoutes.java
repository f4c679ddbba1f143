package com.rezagent.schedules.local.http;

import static com.rezagent.schedules.log.Log.field;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.ScheduleException;
import com.rezagent.schedules.local.http.GatewayEvent.Response;
import com.rezagent.schedules.local.system.LocalSystem;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.webapi.http.ErrorResponse;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.Role;
import com.rezagent.schedules.webapi.http.Route;
import com.rezagent.schedules.webapi.http.Router;
import com.rezagent.schedules.webapi.http.Router.Match;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** The runtime's own routes, under {@code /local}, which a deployed stage does not have. */
final class LocalRoutes {
    static final String PREFIX = "/local";

    private final Router<Handler> router;
    private final Supplier<String> requestIds;
    private final Log log;

    /** Handles one request. */
    @FunctionalInterface
    interface Handler {
        /**
         * Returns the response.
         *
         * @param variable value of the route's path variable; empty if the route has none
         * @throws ScheduleException if the request is invalid or cannot be handled
         */
        Response handle(String variable, byte[] body);
    }

    /** Handles one request whose response has a text body. */
    @FunctionalInterface
    private interface TextHandler {
        HttpResponse handle(String variable, byte[] body);
    }

    private static Handler text(TextHandler handler) {
        return (variable, body) -> Response.of(handler.handle(variable, body));
    }

    LocalRoutes(LocalSystem system, Supplier<String> requestIds, Log log) {
        this.requestIds = requestIds;
        this.log = log;
        TopicEndpoints topics = new TopicEndpoints(system);
        ClockEndpoints clock = new ClockEndpoints(system);
        EngineEndpoints engine = new EngineEndpoints(system);
        InvocationEndpoints invocations = new InvocationEndpoints(system);
        FaultEndpoints faults = new FaultEndpoints(system.faults());
        ConsumerEndpoints consumers = new ConsumerEndpoints(system);
        router = new Router<>(List.of(
                read("GET", "/topics", text(topics::list)),
                read("GET", "/topics/{topic}/messages", topics::messages),
                change("POST", "/topics/{topic}/messages", topics::publish),
                read("GET", "/clock", text(clock::read)),
                change("POST", "/clock", clock::advance),
                read("GET", "/engine/schedules", text(engine::list)),
                change("PUT", "/engine/schedules/{name}", engine::put),
                change("DELETE", "/engine/schedules/{name}", engine::delete),
                read("GET", "/dead-letters", text(invocations::deadLetters)),
                change("POST", "/dead-letters/redrive", invocations::redrive),
                change("POST", "/reconcile", invocations::reconcile),
                read("GET", "/faults", text(faults::list)),
                change("POST", "/faults", faults::add),
                change("DELETE", "/faults", faults::clear),
                read("GET", "/consumers", text(consumers::list)),
                change("POST", "/consumers", consumers::add),
                change("DELETE", "/consumers", consumers::remove)));
    }

    private static Route<Handler> read(String method, String path, Handler handler) {
        return Route.read(method, PREFIX + path, Role.ANY_CALLER, handler);
    }

    private static Route<Handler> change(String method, String path, TextHandler handler) {
        return Route.change(method, PREFIX + path, Role.ANY_CALLER, text(handler));
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
        Match<Handler> match = router.find(method, rawPath);
        if (match instanceof Match.Found<Handler> found) {
            String variable = found.variables().values().stream().findFirst().orElse("");
            return found.route().handler().handle(variable, body);
        }
        if (match instanceof Match.OtherMethod<Handler> other) {
            return otherMethod(other.methods(), requestId);
        }
        throw new RefusedException(
                ErrorCode.ROUTE_NOT_FOUND,
                "There is no such route",
                "The routes under /local are topics, topics/{topic}/messages, clock, engine/schedules, engine/schedules/{name},"
                        + " dead-letters, dead-letters/redrive, reconcile, faults and consumers");
    }

    private static Response otherMethod(Set<String> methods, String requestId) {
        String allow = String.join(", ", methods);
        RefusedException error = new RefusedException(
                ErrorCode.METHOD_NOT_ALLOWED, "This route does not support this method", "Use one of " + allow);
        return Response.of(ErrorResponse.of(error, requestId).with("Allow", allow));
    }
}
