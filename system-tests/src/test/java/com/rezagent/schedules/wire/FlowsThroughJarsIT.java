package com.rezagent.schedules.wire;

import com.rezagent.schedules.aws.MotoServer;
import com.rezagent.schedules.aws.WireStage;
import com.rezagent.schedules.deployment.DeployedFunction;
import com.rezagent.schedules.lambda.JavaInstallation;
import com.rezagent.schedules.lambda.LambdaProcess;
import com.rezagent.schedules.lambda.Launch;
import com.rezagent.schedules.lambda.LinuxOnly;
import com.rezagent.schedules.lambda.TaskRoot;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the flows against moto_server with both functions as in Lambda: the deployed jars, each in its own process under
 * the runtime interface client, configured only by the template's environment variables. Uses the template's Java
 * release if it is installed, else the one that runs the tests.
 */
@ExtendWith(LinuxOnly.class)
class FlowsThroughJarsIT extends FlowsOverTheWire {
    private static final String STAGE = "jars";

    @RegisterExtension
    static final MotoServer MOTO = new MotoServer();

    @TempDir
    static Path directory;

    @AutoClose
    private LambdaProcess webApi;

    @AutoClose
    private LambdaProcess scheduler;

    @Override
    protected WireStage create() {
        return MOTO.stage(MOTO.clients(), STAGE);
    }

    @BeforeAll
    void start() {
        webApi = start(DeployedFunction.WEB_API);
        scheduler = start(DeployedFunction.SCHEDULER);
        webApi.awaitStarted();
        scheduler.awaitStarted();
    }

    private LambdaProcess start(String id) {
        DeployedFunction function =
                DeployedFunction.of(STAGE, id, MOTO.endpoint().toString());
        Map<String, String> environment = new HashMap<>(function.environment());
        emulatorVariables().forEach((name, value) -> environment.computeIfPresent(name, (same, deployed) -> value));
        return LambdaProcess.start(Launch.of(
                JavaInstallation.deployed().orElse(JavaInstallation.running()),
                TaskRoot.of(function.jar(), directory.resolve(id)),
                function.handler(),
                environment));
    }

    /** Returns the environment variables whose resources have other names at the emulator than in the template. */
    private Map<String, String> emulatorVariables() {
        WireStage stage = stage();
        return Map.of(
                "SCHEDULE_GROUP", stage.group(),
                "SCHEDULER_FUNCTION_ARN", stage.target().functionArn(),
                "SCHEDULER_ROLE_ARN", stage.target().roleArn(),
                "SCHEDULER_DEAD_LETTER_ARN", stage.target().deadLetterArn(),
                "FUNCTION_DEAD_LETTER_QUEUE_URL", stage.deadLetterQueue());
    }

    @Override
    WiredSystem system() {
        return new WiredSystem(stage(), webApi::invoke, scheduler::invoke);
    }
}
