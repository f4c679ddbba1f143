package com.rezagent.schedules.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs every curl command of every document against the built jar and compares the responses with the documented ones.
 * Parses the commands itself, so it needs no curl; {@link PastedDocuments} runs them with a real one.
 */
class DocumentedResponsesIT {
    private static final Path ROOT = Path.of(System.getProperty("project.root", ".."));

    @TestFactory
    Stream<DynamicTest> every_curl_command_returns_the_documented_response() {
        assumeTrue(Files.exists(JarProcess.jar(ROOT)), "skipped: the local runtime's jar is not built");
        return Script.all(ROOT).stream()
                .flatMap(script -> script.scenes().stream()
                        .map(scene -> dynamicTest(script.document() + ":" + scene.line(), () -> run(script, scene))));
    }

    private static void run(Script script, Scene scene) throws IOException, InterruptedException {
        int port = freePort();
        try (JarProcess runtime = JarProcess.start(ROOT, port, scene.options())) {
            Shell shell = Shell.inProcess(port);
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

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
