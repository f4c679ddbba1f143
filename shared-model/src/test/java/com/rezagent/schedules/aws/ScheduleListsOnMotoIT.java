package com.rezagent.schedules.aws;

import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs the contract tests of lists against moto_server. */
class ScheduleListsOnMotoIT extends ScheduleListsOverTheWire {
    @RegisterExtension
    static final MotoServer MOTO = new MotoServer();

    @Override
    protected WireStage create() {
        return MOTO.stage(MOTO.clients(), "test");
    }
}
