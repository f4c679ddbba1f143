package com.rezagent.schedules.webapi.service;

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
    private final String stage;
    private final ApiMode apiMode;
    private final List<String> features;

    Health(String stage, ApiMode apiMode, List<String> features) {
        this.stage = stage;
        this.apiMode = apiMode;
        this.features = features;
    }

    HttpResponse read(RequestContext call) {
        ObjectNode json = Json.object();
        json.put("status", "ok");
        json.put("stage", stage);
        json.put("dynamic_schedules", apiMode.text());
        json.put("timezone_data", Timezones.dataVersion());
        features.forEach(json.putArray("features")::add);
        return HttpResponse.json(200, json);
    }
}
