package com.rezagent.schedules.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.testing.Repository;
import java.nio.file.Path;
import java.util.Map;

/**
 * A function as the template deploys it.
 *
 * @param jar the Lambda jar that Maven builds
 * @param handler the handler string of the template
 * @param environment the environment variables
 */
public record DeployedFunction(Path jar, String handler, Map<String, String> environment) {
    public static final String WEB_API = "WebApiFunction";
    public static final String SCHEDULER = "SchedulerFunction";

    /**
     * Returns a function of a stage.
     *
     * @param endpoint the URL of an emulator; empty for AWS
     */
    public static DeployedFunction of(String stage, String functionId, String endpoint) {
        DeployedStage deployed = DeployedStage.of(Map.of("Stage", stage, "EndpointUrl", endpoint));
        JsonNode properties = deployed.properties(functionId);
        return new DeployedFunction(
                Repository.ROOT.resolve(properties.path("CodeUri").textValue()),
                properties.path("Handler").textValue(),
                deployed.environment(functionId));
    }
}
