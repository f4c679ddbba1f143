package com.rezagent.schedules.wire;

import com.rezagent.schedules.aws.MotoServer;
import com.rezagent.schedules.aws.WireStage;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs the flows against moto_server. */
class FlowsOnMotoIT extends FlowsOverTheWire {
    @RegisterExtension
    static final MotoServer MOTO = new MotoServer();

    @Override
    protected WireStage create() {
        return MOTO.stage(MOTO.clients(), "flows");
    }
}
