package com.rezagent.schedules.aws;

import org.junit.jupiter.api.extension.ExtendWith;

/** Runs the contract tests of lists against the endpoint in {@code -Dwire.endpoint}; see {@link AnyEndpoint}. */
@ExtendWith(AnyEndpoint.class)
class ScheduleListsOnAnyEndpointIT extends ScheduleListsOverTheWire {
    @Override
    protected WireStage create() {
        return AnyEndpoint.stage();
    }
}
