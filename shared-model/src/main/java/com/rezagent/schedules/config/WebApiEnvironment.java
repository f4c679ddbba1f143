package com.rezagent.schedules.config;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * The configuration of the Web API function, from its environment variables.
 *
 * @param stage the variables that both functions have
 * @param dynamicSchedules from {@code DYNAMIC_SCHEDULES}: {@code enabled} (the default), {@code read-only} or
 *     {@code disabled}
 */
public record WebApiEnvironment(StageEnvironment stage, ApiMode dynamicSchedules) {
    /**
     * Reads the configuration.
     *
     * @throws InvalidEnvironmentException with every mistake
     */
    public static WebApiEnvironment read(Map<String, String> environment) {
        Variables variables = new Variables(environment);
        WebApiEnvironment read = read(variables);
        variables.throwIfAnyMistake();
        return read;
    }

    /** Returns the names of all variables that {@link #read} reads. */
    public static Set<String> variables() {
        Variables none = new Variables(Map.of());
        read(none);
        return none.known();
    }

    private static WebApiEnvironment read(Variables variables) {
        return new WebApiEnvironment(
                StageEnvironment.read(variables),
                ApiMode.of(variables.oneOf(
                        "DYNAMIC_SCHEDULES",
                        Arrays.stream(ApiMode.values()).map(ApiMode::text).toList())));
    }
}
