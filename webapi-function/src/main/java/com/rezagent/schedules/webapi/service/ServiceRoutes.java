package com.rezagent.schedules.webapi.service;

import static com.rezagent.schedules.webapi.http.Route.read;

import com.rezagent.schedules.config.ApiMode;
import com.rezagent.schedules.webapi.http.Handler;
import com.rezagent.schedules.webapi.http.Role;
import com.rezagent.schedules.webapi.http.Route;
import java.util.List;

/** The routes about the service itself. */
public final class ServiceRoutes {
    private ServiceRoutes() {}

    /**
     * Returns the routes.
     *
     * @param stage name of the stage
     * @param features what this release can do, one word each
     */
    public static List<Route<Handler>> of(String stage, ApiMode apiMode, List<String> features) {
        return List.of(
                read("GET", "/api/openapi.json", Role.ANY_CALLER, OpenApiDocument::read),
                read("GET", "/health", Role.ANY_CALLER, new Health(stage, apiMode, features)::read));
    }
}
