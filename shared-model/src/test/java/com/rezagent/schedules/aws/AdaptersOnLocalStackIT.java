package com.rezagent.schedules.aws;

import org.junit.jupiter.api.extension.ExtendWith;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.localstack.LocalStackContainer;

/** Runs the contract tests against {@link LocalStack}. */
@ExtendWith(LocalStack.class)
@Testcontainers(disabledWithoutDocker = true)
class AdaptersOnLocalStackIT extends AdaptersOverTheWire {
    @Container
    static final LocalStackContainer LOCAL_STACK = LocalStack.container();

    @Override
    protected WireStage create() {
        return LocalStack.stage(LOCAL_STACK);
    }
}
