package com.rezagent.schedules.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;

/**
 * A function as the template deploys it.
 *
 * @param jar what Maven builds for it
 * @param environment its variables
 */
public record DeployedFunction(Path jar, String handler, Map<String, String> environment) {
    public static final String WEB_API = "WebApiFunction";
    public static final String SCHEDULER = "SchedulerFunction";

    /**
     * One of a stage.
     *
     * @param endpoint an AWS instead of AWS itself
     */
    public static DeployedFunction of(String stage, String functionId, String endpoint) {
        DeployedStage deployed = DeployedStage.of(Map.of("Stage", stage, "EndpointUrl", endpoint));
        JsonNode properties = deployed.properties(functionId);
        return new DeployedFunction(
                Template.root().resolve(properties.path("CodeUri").textValue()),
                properties.path("Handler").textValue(),
                deployed.environment(functionId));
    }
}
