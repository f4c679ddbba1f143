package com.rezagent.schedules.wire;

import com.rezagent.schedules.aws.AnyEndpoint;
import com.rezagent.schedules.aws.WireStage;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs the flows against the endpoint in {@code -Dwire.endpoint}; see {@link AnyEndpoint}. */
@ExtendWith(AnyEndpoint.class)
class FlowsOnAnyEndpointIT extends FlowsOverTheWire {
    @Override
    protected WireStage create() {
        return AnyEndpoint.stage();
    }
}
