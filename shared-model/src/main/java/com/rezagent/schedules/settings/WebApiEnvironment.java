package com.rezagent.schedules.settings;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * What the Web API function is told.
 *
 * @param dynamicSchedules from {@code DYNAMIC_SCHEDULES}: {@code enabled} (the default), {@code read-only} or
 *     {@code disabled}
 */
public record WebApiEnvironment(StageEnvironment stage, ApiMode dynamicSchedules) {
    /**
     * Reads them all.
     *
     * @throws InvalidEnvironmentException with every mistake
     */
    public static WebApiEnvironment read(Map<String, String> environment) {
        Variables variables = new Variables(environment);
        WebApiEnvironment read = read(variables);
        variables.throwIfAnyWrong();
        return read;
    }

    /** The names of all variables that {@link #read} looks at. */
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
