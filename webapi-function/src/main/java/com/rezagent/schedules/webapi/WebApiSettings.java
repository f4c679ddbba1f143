package com.rezagent.schedules.webapi;

import com.rezagent.schedules.config.ApiMode;
import com.rezagent.schedules.messaging.Stage;
import java.util.Optional;

/**
 * Configuration of the Web API.
 *
 * @param apiMode what the stage lets callers do
 * @param anonymousCaller the caller that requests without a verified identity are attributed to; empty if they are
 *     refused
 */
public record WebApiSettings(Stage stage, ApiMode apiMode, Optional<String> anonymousCaller) {}
