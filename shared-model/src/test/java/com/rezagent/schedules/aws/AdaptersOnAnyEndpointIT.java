package com.rezagent.schedules.aws;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs the contract tests against the endpoint in {@code -Dwire.endpoint}; see {@link AnyEndpoint}. */
@ExtendWith(AnyEndpoint.class)
class AdaptersOnAnyEndpointIT extends AdaptersOverTheWire {
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
