package com.rezagent.schedules.webapi.service;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.config.ApiMode;
import com.rezagent.schedules.expression.Timezones;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.webapi.http.HttpResponse;
import com.rezagent.schedules.webapi.http.RequestContext;
import java.util.List;

/**
 * Handles {@code GET /health}: returns that the function runs, its stage and what callers may do. Calls no other
 * service.
 */
final class Health {
    /** What this release can do. Clients show only what is listed. */
    private static final List<String> FEATURES =
            List.of("attention", "executions", "explain", "groups", "preview", "reports", "schedules", "timeline");

    private final String stage;
    private final ApiMode apiMode;

    Health(String stage, ApiMode apiMode) {
        this.stage = stage;
        this.apiMode = apiMode;
    }

    HttpResponse read(RequestContext call) {
        ObjectNode json = Json.object();
        json.put("status", "ok");
        json.put("stage", stage);
        json.put("dynamic_schedules", apiMode.text());
        json.put("timezone_data", Timezones.dataVersion());
        ArrayNode features = json.putArray("features");
        FEATURES.forEach(features::add);
        return HttpResponse.json(200, json);
    }
}
