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
 * The endpoint in {@code -Dwire.endpoint}: a URL, or {@code aws}, which must be given explicitly, for AWS itself.
 * Region and credentials come from the SDK's default chains. All resources are created under a unique stage name and
 * deleted afterwards. As an extension it skips a class if no endpoint is given.
 *
 * <p>AWS requires a real target: {@code -Dwire.function}, {@code -Dwire.role} and {@code -Dwire.dead-letters} are ARNs.
 * {@code -Dwire.differences} lists the known differences of the engine there ({@link Difference}, separated by commas).
 *
 * <p>It creates the following resources, each with a name that ends in {@code wire-} and eight hexadecimal digits: three
 * tables, a schedule group, three topics with a queue each, and a dead-letter queue. Its entries fire at six in New
 * York at the earliest, or hourly from their creation on, so a run that takes minutes may invoke the given function
 * once or twice.
 */
public final class AnyEndpoint implements ExecutionCondition {
    private static final String AWS = "aws";

    /** Creates a new stage at the endpoint. */
    public static WireStage stage() {
        String endpoint = System.getProperty("wire.endpoint");
        AwsClients clients = endpoint.equals(AWS)
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
     * Returns how long a reader of a queue waits for a message, in seconds. Without a wait, AWS queries only some of a
     * queue's servers; emulators have one server.
     */
    static int pollSeconds() {
        return System.getProperty("wire.endpoint", "").equals(AWS) ? 1 : 0;
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
