package com.rezagent.schedules.wire;

import com.rezagent.schedules.aws.AnyEndpoint;
import com.rezagent.schedules.aws.WireStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs the flows against the endpoint in {@code -Dwire.endpoint}; see {@link AnyEndpoint}. */
@ExtendWith(AnyEndpoint.class)
class FlowsOnAnyEndpointIT extends FlowsOverTheWire {
    private static WireStage stage;

    @BeforeAll
    static void create() {
        stage = AnyEndpoint.stage();
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @Override
    WireStage stage() {
        return stage;
    }
}
