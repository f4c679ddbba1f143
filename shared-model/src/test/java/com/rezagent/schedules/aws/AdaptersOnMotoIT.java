package com.rezagent.schedules.aws;

import com.rezagent.schedules.engine.EngineContract.Difference;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Against moto_server, which checks nothing of a schedule. */
class AdaptersOnMotoIT extends AdaptersOverTheWire {
    @RegisterExtension
    static final MotoServer MOTO = new MotoServer();

    private static WireStage stage;

    @BeforeAll
    static void create() {
        stage = new WireStage(MOTO.clients(), "test", WireStage.EMULATED_TARGET, EnumSet.allOf(Difference.class));
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
