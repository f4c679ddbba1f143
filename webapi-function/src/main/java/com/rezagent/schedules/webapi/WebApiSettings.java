package com.rezagent.schedules.webapi;

import com.rezagent.schedules.settings.ApiMode;
import com.rezagent.schedules.topic.Stage;
import java.util.Optional;

/**
 * What the Web API is told about its stage.
 *
 * @param dynamicSchedules what the stage lets callers do
 * @param anonymousCaller who a request without a verified identity is taken for; empty to refuse it
 */
public record WebApiSettings(Stage stage, ApiMode dynamicSchedules, Optional<String> anonymousCaller) {}
