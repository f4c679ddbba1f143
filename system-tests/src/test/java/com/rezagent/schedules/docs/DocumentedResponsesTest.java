package com.rezagent.schedules.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.rezagent.schedules.local.LocalRuntime;
import com.rezagent.schedules.local.Main;
import com.rezagent.schedules.testing.Repository;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs every curl command of every document and compares the responses with the documented ones. Parses the commands
 * itself, so it needs no curl; {@link PastedDocuments} runs them with a real one, against the built jar.
 */
class DocumentedResponsesTest {
    @TestFactory
    Stream<DynamicTest> every_curl_command_returns_the_documented_response() {
        return Script.all(Repository.ROOT).stream()
                .flatMap(script -> script.scenes().stream()
                        .map(scene -> dynamicTest(script.document() + ":" + scene.line(), () -> run(script, scene))));
    }

    private static void run(Script script, Script.Scene scene) throws IOException, InterruptedException {
        try (LocalRuntime runtime = LocalRuntime.start(Main.settings(scene.options()), 0)) {
            Shell shell = Shell.inProcess(runtime.uri().getPort());
            for (Step step : scene.steps()) {
                String printed = shell.run(step);
                if (step instanceof Step.CurlCall call) {
                    assertThat(DocumentedResponse.difference(printed, call.response()))
                            .as("%s:%d: %s", script.document(), step.line(), step.command())
                            .isEmpty();
                }
            }
        }
    }
}
