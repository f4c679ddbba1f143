package com.rezagent.schedules.wire;

import com.rezagent.schedules.aws.LocalStack;
import com.rezagent.schedules.aws.WireStage;
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

    @Override
    protected WireStage create() {
        return LocalStack.stage(LOCAL_STACK);
    }
}
