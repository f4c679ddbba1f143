package com.rezagent.schedules.aws;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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
