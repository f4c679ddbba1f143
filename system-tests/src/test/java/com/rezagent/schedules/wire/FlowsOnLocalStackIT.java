package com.rezagent.schedules.wire;

import com.rezagent.schedules.aws.LocalStack;
import com.rezagent.schedules.aws.WireStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.localstack.LocalStackContainer;

/** Runs the flows against {@link LocalStack}. */
@ExtendWith(LocalStack.class)
@Testcontainers(disabledWithoutDocker = true)
class FlowsOnLocalStackIT extends FlowsOverTheWire {
    @Container
    static final LocalStackContainer LOCAL_STACK = LocalStack.container();

    private static WireStage stage;

    @BeforeAll
    static void create() {
        stage = LocalStack.stage(LOCAL_STACK);
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
