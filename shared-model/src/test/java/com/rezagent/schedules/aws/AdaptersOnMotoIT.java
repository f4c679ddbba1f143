package com.rezagent.schedules.aws;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs the contract tests against moto_server, which validates no schedules. */
class AdaptersOnMotoIT extends AdaptersOverTheWire {
    @RegisterExtension
    static final MotoServer MOTO = new MotoServer();

    private static WireStage stage;

    @BeforeAll
    static void create() {
        stage = MOTO.stage(MOTO.clients(), "test");
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
