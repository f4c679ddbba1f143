package com.rezagent.schedules.webapi;

import com.rezagent.schedules.config.ApiMode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.ScheduleException;
import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.log.Log;
import com.rezagent.schedules.record.Requester;
import com.rezagent.schedules.webapi.command.Sleeper;
import com.rezagent.schedules.webapi.http.ErrorResponse;
import com.rezagent.schedules.webapi.http.Handler;
import com.rezagent.schedules.webapi.http.HttpRequest;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.ListEntityTag;
import com.rezagent.schedules.webapi.http.Query;
import com.rezagent.schedules.webapi.http.RequestContext;
import com.rezagent.schedules.webapi.http.RequestLog;
import com.rezagent.schedules.webapi.http.Route;
import com.rezagent.schedules.webapi.http.Router;
import com.rezagent.schedules.webapi.http.Router.Match;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/**
 * Handles requests: authenticates the caller, checks whether the stage allows the request, dispatches it to its route,
 * converts every exception into an error response, and writes one log line. Thread-safe. An {@link Error} is not
 * caught, because the process is broken then.
 */
final class WebApi {
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE");

    private final WebApiSettings settings;
    private final Sleeper sleeper;
    private final Log log;
    private final Router<Handler> router;

    WebApi(WebApiSettings settings, Sleeper sleeper, Log log, Router<Handler> router) {
        this.settings = settings;
        this.sleeper = sleeper;
        this.log = log;
        this.router = router;
    }

    HttpResponse handle(HttpRequest request) {
        Duration start = sleeper.elapsed();
        RequestLog requestLog = new RequestLog();
        HttpResponse response = guarded(request, requestLog);
        logHandled(request, response, requestLog, sleeper.elapsed().minus(start));
        return request.method().equals("HEAD") ? response.withoutBody() : response;
    }

    private HttpResponse guarded(HttpRequest request, RequestLog requestLog) {
        try {
            return dispatch(request, requestLog);
        } catch (ScheduleException e) {
            requestLog.error(e.code().code());
            if (e instanceof TransientException unavailable) {
                log.warn(
                        "request_not_served",
                        Log.field("request_id", request.id()),
                        Log.field("reason", unavailable.reason()));
            }
            return ErrorResponse.of(e, request.id(), requestLog.command());
        } catch (RuntimeException e) {
            requestLog.error(ErrorCode.INTERNAL_ERROR.code());
            log.error(
                    "request_failed",
                    Log.field("request_id", request.id()),
                    Log.field("exception", e.getClass().getName()),
                    Log.field("stack_id", StackFingerprint.of(e)));
            return ErrorResponse.internal(request.id());
        }
    }

    private HttpResponse dispatch(HttpRequest request, RequestLog requestLog) {
        if (isPreflight(request)) {
            return preflight(request);
        }
        String caller = caller(request);
        requestLog.caller(caller);
        Match<Handler> match = find(request);
        if (isApi(match, request.path()) && settings.apiMode() == ApiMode.DISABLED) {
            throw new RefusedException(
                    ErrorCode.SCHEDULES_DISABLED,
                    "Dynamic schedules are switched off on this stage",
                    "Ask its operators to switch them on");
        }
        if (match instanceof Match.Found<Handler> found) {
            requestLog.route(found.route().path());
            return call(request, found, caller, requestLog);
        }
        if (match instanceof Match.OtherMethod<Handler> other) {
            requestLog.route(other.path());
            return otherMethod(request, other, requestLog);
        }
        throw new RefusedException(
                ErrorCode.ROUTE_NOT_FOUND,
                "There is no such route",
                "Paths begin with one of " + String.join(", ", router.beginnings())
                        + "; GET /api/openapi.json returns all of them");
    }

    /** Finds the route of a request; {@code HEAD} is routed as {@code GET}. */
    private Match<Handler> find(HttpRequest request) {
        return router.find(request.method().equals("HEAD") ? "GET" : request.method(), request.path());
    }

    /** Returns the methods of a path in alphabetical order, with those that every such path has. */
    private static Set<String> allowed(Match.OtherMethod<Handler> other) {
        Set<String> allowed = new TreeSet<>(other.methods());
        allowed.add("OPTIONS");
        if (allowed.contains("GET")) {
            allowed.add("HEAD");
        }
        return allowed;
    }

    /** Checks the path of the route, if there is one, because the path as sent may be percent-encoded. */
    private static boolean isApi(Match<Handler> match, String sent) {
        String path = sent;
        if (match instanceof Match.Found<Handler> found) {
            path = found.route().path();
        } else if (match instanceof Match.OtherMethod<Handler> other) {
            path = other.path();
        }
        return path.equals("/api") || path.startsWith("/api/");
    }

    /**
     * Returns whether this is a CORS preflight, which browsers send without credentials. API Gateway adds the CORS
     * headers to the response.
     */
    private static boolean isPreflight(HttpRequest request) {
        return request.method().equals("OPTIONS")
                && request.header("access-control-request-method").isPresent();
    }

    private HttpResponse preflight(HttpRequest request) {
        HttpResponse response = HttpResponse.empty(204);
        return find(request) instanceof Match.OtherMethod<Handler> other
                ? response.with("Allow", String.join(", ", allowed(other)))
                : response;
    }

    private HttpResponse call(HttpRequest request, Match.Found<Handler> found, String caller, RequestLog requestLog) {
        Route<Handler> route = found.route();
        if (route.effect() == Route.Effect.CHANGE && settings.apiMode() == ApiMode.READ_ONLY) {
            throw new RefusedException(
                    ErrorCode.SCHEDULES_READ_ONLY,
                    "Changes to schedules are switched off on this stage",
                    "Reads still work; ask its operators to allow changes again");
        }
        Query query = Query.parse(request.queryString(), route.parameters());
        HttpResponse response = route.handler()
                .handle(new RequestContext(request, route.path(), found.variables(), query, caller, requestLog));
        return route.effect() == Route.Effect.READ ? ListEntityTag.unlessKnown(request, response) : response;
    }

    private static HttpResponse otherMethod(
            HttpRequest request, Match.OtherMethod<Handler> other, RequestLog requestLog) {
        String allow = String.join(", ", allowed(other));
        if (request.method().equals("OPTIONS")) {
            return HttpResponse.empty(204).with("Allow", allow);
        }
        RefusedException refused = new RefusedException(
                ErrorCode.METHOD_NOT_ALLOWED, "This route does not support this method", "Use one of " + allow);
        requestLog.error(refused.code().code());
        return ErrorResponse.of(refused, request.id()).with("Allow", allow);
    }

    /**
     * Returns the verified identity, or the caller that the stage assigns to anonymous requests.
     *
     * @throws RefusedException {@code unauthorized} if there is neither
     */
    private String caller(HttpRequest request) {
        return request.caller()
                .filter(Requester::isValid)
                .or(settings::anonymousCaller)
                .orElseThrow(() -> new RefusedException(
                        ErrorCode.UNAUTHORIZED,
                        "The request has no verified identity",
                        "Sign the request (curl: --aws-sigv4), or send a bearer token that this stage accepts"));
    }

    private void logHandled(HttpRequest request, HttpResponse response, RequestLog requestLog, Duration took) {
        Log line = log.with(
                        Log.field("request_id", request.id()),
                        Log.field("method", knownMethod(request.method())),
                        Log.field("status", response.status()),
                        Log.field("duration_ms", took.toMillis()))
                .with(requestLog.fields());
        if (response.status() == 500) {
            line.error("request_handled");
        } else {
            line.info("request_handled");
        }
    }

    /**
     * Returns the method if it is a standard one of HTTP, else {@code other}: a caller may send any text as the method.
     */
    private static String knownMethod(String method) {
        return METHODS.contains(method) ? method : "other";
    }
}
