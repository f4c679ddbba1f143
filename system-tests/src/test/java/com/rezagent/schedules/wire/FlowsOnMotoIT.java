package com.rezagent.schedules.wire;

import com.rezagent.schedules.aws.MotoServer;
import com.rezagent.schedules.aws.WireStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs the flows against moto_server. */
class FlowsOnMotoIT extends FlowsOverTheWire {
    @RegisterExtension
    static final MotoServer MOTO = new MotoServer();

    private static WireStage stage;

    @BeforeAll
    static void create() {
        stage = MOTO.stage(MOTO.clients(), "flows");
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
