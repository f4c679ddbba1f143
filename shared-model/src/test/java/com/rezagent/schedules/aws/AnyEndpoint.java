package com.rezagent.schedules.aws;

import com.rezagent.schedules.engine.EngineContract.Difference;
import com.rezagent.schedules.engine.EngineTarget;
import java.net.URI;
import java.util.Arrays;
import java.util.EnumSet;
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
 *
 * <p>What it makes, each name ending in {@code wire-} and eight digits: two tables, a schedule group, three topics with a
 * queue each, and a dead-letter queue. Entries that it makes fire at six in New York at the earliest, or hourly from
 * their creation on, so that a run that takes minutes may fire one or two at the function that was named.
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

    /**
     * How long a reader of a queue waits for a message, in seconds. AWS asks only some of a queue's servers unless the
     * reader waits; emulators have one.
     */
    static int pollSeconds() {
        return System.getProperty("wire.endpoint", "").equals(AWS_ITSELF) ? 1 : 0;
    }

    private static Set<Difference> differences() {
        Set<Difference> named = Arrays.stream(
                        System.getProperty("wire.differences", "").split(","))
                .filter(name -> !name.isBlank())
                .map(name -> Difference.valueOf(name.strip()))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Difference.class)));
        named.add(Difference.NO_CALLS_UNDER_WAY);
        return named;
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return System.getProperty("wire.endpoint", "").isEmpty()
                ? MotoServer.skipped(context, "no -Dwire.endpoint")
                : ConditionEvaluationResult.enabled("-Dwire.endpoint is given");
    }
}
