package com.rezagent.schedules.aws;

import org.junit.jupiter.api.extension.ExtendWith;

/** Runs the contract tests against the endpoint in {@code -Dwire.endpoint}; see {@link AnyEndpoint}. */
@ExtendWith(AnyEndpoint.class)
class AdaptersOnAnyEndpointIT extends AdaptersOverTheWire {
    @Override
    protected WireStage create() {
        return AnyEndpoint.stage();
    }
}
