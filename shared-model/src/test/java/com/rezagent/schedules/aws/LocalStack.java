package com.rezagent.schedules.aws;

import com.rezagent.schedules.engine.EngineContract.Difference;
import java.net.URI;
import java.util.EnumSet;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/**
 * LocalStack in a container; its Scheduler is the one of moto. As an extension it skips a class if there is no Docker
 * and prints the reason, which Testcontainers does not.
 */
public final class LocalStack implements ExecutionCondition {
    /** The last image that requires no token. */
    private static final DockerImageName IMAGE = DockerImageName.parse("localstack/localstack:4.14.0");

    /** Returns a container that is not started yet. */
    @SuppressWarnings("resource")
    public static LocalStackContainer container() {
        return new LocalStackContainer(IMAGE).withServices("dynamodb", "scheduler", "sns", "sqs");
    }

    /** Creates a stage in a running container. */
    public static WireStage stage(LocalStackContainer container) {
        URI endpoint = container.getEndpoint();
        AwsClients clients = new AwsClients(client -> client.endpointOverride(endpoint)
                .region(Region.of(container.getRegion()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(container.getAccessKey(), container.getSecretKey()))));
        return new WireStage(clients, "test", WireStage.EMULATED_TARGET, EnumSet.allOf(Difference.class));
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return DockerClientFactory.instance().isDockerAvailable()
                ? ConditionEvaluationResult.enabled("Docker is available")
                : MotoServer.skipped(context, "no Docker engine");
    }
}
