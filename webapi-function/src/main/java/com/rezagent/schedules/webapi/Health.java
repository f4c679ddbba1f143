package com.rezagent.schedules.webapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.expression.Timezones;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.route.RequestContext;
import java.util.List;

/**
 * Handles {@code GET /health}: returns that the function runs, its stage and what callers may do. Calls no other
 * service.
 */
final class Health {
    /** What this release can do. Clients show only what is listed. */
    private static final List<String> FEATURES = List.of("executions", "explain", "preview", "schedules");

    private final WebApiSettings settings;

    Health(WebApiSettings settings) {
        this.settings = settings;
    }

    HttpResponse read(RequestContext call) {
        ObjectNode json = Json.object();
        json.put("status", "ok");
        json.put("stage", settings.stage().stage());
        json.put("dynamic_schedules", settings.apiMode().text());
        json.put("timezone_data", Timezones.dataVersion());
        ArrayNode features = json.putArray("features");
        FEATURES.forEach(features::add);
        return HttpResponse.json(200, json);
    }
}
