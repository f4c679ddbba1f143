package com.rezagent.schedules.local.http;

import static com.rezagent.schedules.log.Log.field;

import com.rezagent.schedules.local.fault.SimulatedCrash;
import com.rezagent.schedules.local.http.GatewayEvent.Response;
import com.rezagent.schedules.local.invocation.LambdaFunction;
import com.rezagent.schedules.log.Log;
import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Simulates API Gateway: converts requests into events for the Web API function, and returns 500 if the function fails.
 */
final class Gateway {
    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");
    private static final Response FAILED = gatewayResponse(500, "Internal Server Error");

    /** API Gateway's response to a body over its limit of 10 MB. */
    static final Response TOO_LARGE = gatewayResponse(413, "Request Entity Too Large");

    private final LambdaFunction webApi;
    private final Clock clock;
    private final Supplier<String> requestIds;
    private final Log log;

    Gateway(LambdaFunction webApi, Clock clock, Supplier<String> requestIds, Log log) {
        this.webApi = webApi;
        this.clock = clock;
        this.requestIds = requestIds;
        this.log = log;
    }

    Response handle(HttpExchange exchange, byte[] body) {
        String requestId = requestIds.get();
        try {
            return GatewayEvent.read(webApi.invoke(GatewayEvent.of(exchange, body, requestId, clock.instant())));
        } catch (SimulatedCrash e) {
            log.warn("web_api_crashed", field("request_id", requestId), field("reason", e.getMessage()));
            return FAILED;
        } catch (RuntimeException e) {
            log.error(
                    "web_api_failed",
                    field("request_id", requestId),
                    field("exception", e.getClass().getName()));
            return FAILED;
        }
    }

    private static Response gatewayResponse(int status, String message) {
        byte[] body = ("{\"message\":\"" + message + "\"}").getBytes(StandardCharsets.UTF_8);
        return Response.of(status, JSON, List.of(), body);
    }
}
