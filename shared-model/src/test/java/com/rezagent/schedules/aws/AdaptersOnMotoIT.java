package com.rezagent.schedules.aws;

import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs the contract tests against moto_server, which validates no schedules. */
class AdaptersOnMotoIT extends AdaptersOverTheWire {
    @RegisterExtension
    static final MotoServer MOTO = new MotoServer();

    @Override
    protected WireStage create() {
        return MOTO.stage(MOTO.clients(), "test");
    }
}
