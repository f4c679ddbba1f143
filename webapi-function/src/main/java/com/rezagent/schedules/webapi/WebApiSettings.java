package com.rezagent.schedules.webapi;

import com.rezagent.schedules.topic.StageTopics;
import java.util.Optional;

/**
 * What the Web API is told about its stage.
 *
 * @param anonymousCaller who a request without a verified identity is taken for; empty to refuse it
 */
public record WebApiSettings(StageTopics topics, Access access, Optional<String> anonymousCaller) {
    /** What the stage lets callers do. */
    public enum Access {
        ENABLED,
        READ_ONLY,
        DISABLED
    }
}
