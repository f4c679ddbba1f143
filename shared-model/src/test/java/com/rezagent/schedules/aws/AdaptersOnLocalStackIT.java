package com.rezagent.schedules.aws;

import com.rezagent.schedules.engine.EngineContract.Difference;
import java.net.URI;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** Against LocalStack in a container, whose Scheduler is moto's. */
@ExtendWith(AdaptersOnLocalStackIT.NeedsDocker.class)
@Testcontainers(disabledWithoutDocker = true)
class AdaptersOnLocalStackIT extends AdaptersOverTheWire {
    /** The last image that needs no token. */
    private static final DockerImageName IMAGE = DockerImageName.parse("localstack/localstack:4.14.0");

    @Container
    static final LocalStackContainer LOCAL_STACK =
            new LocalStackContainer(IMAGE).withServices("dynamodb", "scheduler", "sns", "sqs");

    private static WireStage stage;

    @BeforeAll
    static void create() {
        URI endpoint = LOCAL_STACK.getEndpoint();
        AwsClients clients = new AwsClients(client -> client.endpointOverride(endpoint)
                .region(Region.of(LOCAL_STACK.getRegion()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(LOCAL_STACK.getAccessKey(), LOCAL_STACK.getSecretKey()))));
        stage = new WireStage(clients, "test", WireStage.EMULATED_TARGET, EnumSet.allOf(Difference.class));
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @Override
    WireStage stage() {
        return stage;
    }

    /** Says why the class is skipped, which Testcontainers doesn't. */
    static final class NeedsDocker implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return DockerClientFactory.instance().isDockerAvailable()
                    ? ConditionEvaluationResult.enabled("Docker is there")
                    : MotoServer.skipped(context, "no Docker engine");
        }
    }
}
