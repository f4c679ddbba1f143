package com.rezagent.schedules.aws;

import com.rezagent.schedules.engine.EngineContract.Difference;
import com.rezagent.schedules.engine.EngineTarget;
import java.net.URI;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Whatever {@code -Dwire.endpoint} names: a URL, or {@code aws} for AWS itself, on purpose. Region and credentials come
 * from the SDK's default chains. Everything is made under a stage name of its own and taken away again. As an extension
 * it skips a class where no endpoint is named.
 *
 * <p>AWS wants a real target: {@code -Dwire.function}, {@code -Dwire.role} and {@code -Dwire.dead-letters} are ARNs.
 * {@code -Dwire.differences} lists what the engine there does otherwise ({@link Difference}, separated by commas).
 */
public final class AnyEndpoint implements ExecutionCondition {
    private static final String AWS_ITSELF = "aws";

    /** A stage of its own at the endpoint. */
    public static WireStage stage() {
        String endpoint = System.getProperty("wire.endpoint");
        AwsClients clients = endpoint.equals(AWS_ITSELF)
                ? new AwsClients()
                : new AwsClients(client -> client.endpointOverride(URI.create(endpoint)));
        return new WireStage(
                clients,
                "wire-" + UUID.randomUUID().toString().substring(0, 8),
                new EngineTarget(
                        System.getProperty("wire.function", WireStage.EMULATED_TARGET.functionArn()),
                        System.getProperty("wire.role", WireStage.EMULATED_TARGET.roleArn()),
                        System.getProperty("wire.dead-letters", WireStage.EMULATED_TARGET.deadLetterArn())),
                differences());
    }

    private static Set<Difference> differences() {
        return Arrays.stream(System.getProperty("wire.differences", "").split(","))
                .filter(name -> !name.isBlank())
                .map(name -> Difference.valueOf(name.strip()))
                .collect(Collectors.toSet());
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return System.getProperty("wire.endpoint", "").isEmpty()
                ? MotoServer.skipped(context, "no -Dwire.endpoint")
                : ConditionEvaluationResult.enabled("-Dwire.endpoint is given");
    }
}
