package com.rezagent.schedules.local.smoke;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.local.smoke.StageProxy.Layer;
import com.rezagent.schedules.local.smoke.StageProxy.Request;
import com.rezagent.schedules.local.smoke.StageProxy.Response;
import com.rezagent.schedules.local.smoke.StageProxy.Upstream;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Faults of a stage, each of which one step of the smoke test must detect. */
enum StageFault implements Layer {
    /** The Web API function crashes. */
    FUNCTION_DIES((request, upstream) -> request.path().equals("/health")
            ? Response.of(500, "{\"message\":\"Internal Server Error\"}")
            : upstream.send(request)),
    /** EventBridge does not fire for a StartDate that has passed, but only one period later. */
    PASSED_START_DATE_IS_SKIPPED((request, upstream) -> {
        if (!isCreate(request, "rate")) {
            return upstream.send(request);
        }
        Response clock = upstream.send("GET", "/local/clock", "");
        Instant now = Instant.parse(Json.parseObject(clock.body()).path("now").textValue());
        ObjectNode definition = Json.parseObject(request.text());
        definition.put("start_date", now.plusSeconds(60).toString());
        return upstream.send(
                new Request(request.method(), request.uri(), request.headers(), Json.writeBytes(definition)));
    }),
    /** EventBridge has lost an entry. */
    ENTRY_IS_LOST((request, upstream) -> {
        Response response = upstream.send(request);
        if (isCreate(request, "cron")) {
            upstream.send("DELETE", entry(response), "");
        }
        return response;
    }),
    /** EventBridge keeps the old definition after an update. */
    UPDATE_IS_LOST((request, upstream) -> {
        Response response = upstream.send(request);
        if (request.method().equals("PUT")) {
            String old = "{\"schedule_expression\":\"cron(0 0 1 1 ? 2190)\",\"timezone\":\"UTC\"}";
            upstream.send("PUT", entry(response), old);
        }
        return response;
    }),
    /** A paused schedule has the status paused but still fires. */
    PAUSED_SCHEDULE_FIRES(new Layer() {
        private final Set<String> paused = ConcurrentHashMap.newKeySet();

        @Override
        public Response respond(Request request, Upstream upstream) throws IOException, InterruptedException {
            String schedule = request.path().replaceFirst("/(pause|resume)$", "");
            if (request.path().endsWith("/resume")) {
                paused.remove(schedule);
            }
            if (request.path().endsWith("/pause")) {
                paused.add(schedule);
            }
            if (!paused.contains(schedule) || request.method().equals("DELETE")) {
                return upstream.send(request);
            }
            Response response = upstream.send("GET", schedule, "");
            return response.withBody(response.body().replace("\"status\":\"active\"", "\"status\":\"paused\""));
        }
    }),
    /** A skip is confirmed but not executed. */
    SKIP_IS_LOST(
            (request, upstream) -> request.path().endsWith("/skip") ? Response.of(200, "{}") : upstream.send(request)),
    /** A repeated trigger executes again, because the Idempotency-Key is ignored. */
    KEY_IS_IGNORED((request, upstream) -> upstream.send(request.with("idempotency-key", ""))),
    /** A delete is confirmed but not executed. */
    DELETE_IS_LOST((request, upstream) ->
            request.method().equals("DELETE") ? Response.of(200, "{\"status\":\"deleted\"}") : upstream.send(request));

    private final Layer layer;

    StageFault(Layer layer) {
        this.layer = layer;
    }

    @Override
    public Response respond(Request request, Upstream upstream) throws IOException, InterruptedException {
        return layer.respond(request, upstream);
    }

    static boolean isCreate(Request request, String name) {
        return request.method().equals("POST")
                && request.uri().equals(URI.create("/api/schedules"))
                && Json.parseObject(request.text()).path("name").asText().endsWith("-" + name);
    }

    /** Returns the path of the engine's entry of the schedule in a response. */
    private static String entry(Response response) {
        return "/local/engine/schedules/"
                + Json.parseObject(response.body()).path("schedule_id").textValue();
    }
}
