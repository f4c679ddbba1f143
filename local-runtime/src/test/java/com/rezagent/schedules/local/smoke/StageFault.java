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
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Faults of a stage, each of which one step of the smoke test must detect. */
enum StageFault implements Layer {
    /** The Web API function crashes. */
    FUNCTION_DIES {
        @Override
        public Response respond(Request request, Upstream upstream) throws IOException, InterruptedException {
            return request.path().equals("/health")
                    ? Response.of(500, "{\"message\":\"Internal Server Error\"}")
                    : upstream.send(request);
        }
    },
    /** EventBridge does not fire for a StartDate that has passed, but only one period later. */
    PASSED_START_DATE_IS_SKIPPED {
        @Override
        public Response respond(Request request, Upstream upstream) throws IOException, InterruptedException {
            if (isCreate(request, "rate")) {
                ObjectNode definition = Json.parseObject(request.text());
                Instant now = Instant.parse(Json.parseObject(
                                upstream.send("GET", "/local/clock", "").body())
                        .path("now")
                        .textValue());
                definition.put("start_date", now.plusSeconds(60).toString());
                return upstream.send(
                        new Request(request.method(), request.uri(), request.headers(), Json.writeBytes(definition)));
            }
            return upstream.send(request);
        }
    },
    /** EventBridge has lost an entry. */
    ENTRY_IS_LOST {
        @Override
        public Response respond(Request request, Upstream upstream) throws IOException, InterruptedException {
            Response response = upstream.send(request);
            if (isCreate(request, "cron")) {
                upstream.send("DELETE", "/local/engine/schedules/" + id(response), "");
            }
            return response;
        }
    },
    /** EventBridge keeps the old definition after an update. */
    UPDATE_IS_LOST {
        @Override
        public Response respond(Request request, Upstream upstream) throws IOException, InterruptedException {
            Response response = upstream.send(request);
            if (request.method().equals("PUT")) {
                upstream.send(
                        "PUT",
                        "/local/engine/schedules/" + id(response),
                        "{\"schedule_expression\":\"cron(0 0 1 1 ? 2190)\",\"timezone\":\"UTC\"}");
            }
            return response;
        }
    },
    /** A paused schedule has the status paused but still fires. */
    PAUSED_SCHEDULE_FIRES {
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
    },
    /** A skip is confirmed but not executed. */
    SKIP_IS_LOST {
        @Override
        public Response respond(Request request, Upstream upstream) throws IOException, InterruptedException {
            return request.path().endsWith("/skip") ? Response.of(200, "{}") : upstream.send(request);
        }
    },
    /** A repeated trigger executes again, because the Idempotency-Key is ignored. */
    KEY_IS_IGNORED {
        @Override
        public Response respond(Request request, Upstream upstream) throws IOException, InterruptedException {
            TreeMap<String, String> headers = new TreeMap<>(request.headers());
            headers.remove("idempotency-key");
            return upstream.send(new Request(request.method(), request.uri(), headers, request.body()));
        }
    },
    /** A delete is confirmed but not executed. */
    DELETE_IS_LOST {
        @Override
        public Response respond(Request request, Upstream upstream) throws IOException, InterruptedException {
            return request.method().equals("DELETE")
                    ? Response.of(200, "{\"status\":\"deleted\"}")
                    : upstream.send(request);
        }
    };

    static boolean isCreate(Request request, String name) {
        return request.method().equals("POST")
                && request.uri().equals(URI.create("/api/schedules"))
                && Json.parseObject(request.text()).path("name").asText().endsWith("-" + name);
    }

    static String id(Response response) {
        return Json.parseObject(response.body()).path("schedule_id").textValue();
    }
}
