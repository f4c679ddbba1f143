package com.rezagent.schedules.docs;

import com.rezagent.schedules.testing.RuntimeProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Runs every curl command of every document unchanged in bash, with the built jar on port 3000 as documented, and
 * compares the responses. Needs bash, curl and the free port; the class path is the test classes and the jar.
 *
 * <p>{@code java -cp system-tests/target/test-classes:shared-model/target/test-classes:local-runtime/target/local-runtime.jar
 * com.rezagent.schedules.docs.PastedDocuments [document …]}
 */
final class PastedDocuments {
    private static final String JAR = "local-runtime/target/local-runtime.jar";
    private static final String PORT = "3000";
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

    private final PrintStream out;
    private int lines;
    private int errors;

    private PastedDocuments(PrintStream out) {
        this.out = out;
    }

    /** Exits with code 1 if a response differs from the document or no command was run. */
    public static void main(String[] documents) throws IOException, InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PastedDocuments pasted = new PastedDocuments(out);
        List<String> only = List.of(documents);
        for (Script script : Script.all(Path.of(""))) {
            if (only.isEmpty() || only.contains(script.document())) {
                pasted.paste(script);
            }
        }
        out.println(pasted.lines + " commands run, " + pasted.errors + " errors");
        System.exit(pasted.errors == 0 && pasted.lines > 0 ? 0 : 1);
    }

    private void paste(Script script) throws IOException, InterruptedException {
        script.errors().forEach(this::error);
        for (Script.Scene scene : script.scenes()) {
            try (RuntimeProcess runtime = RuntimeProcess.start(command(scene))) {
                runtime.uri();
                Shell shell = Shell.bash();
                for (Step step : scene.steps()) {
                    lines++;
                    String where = script.document() + ":" + step.line() + ": ";
                    String printed = shell.run(step);
                    if (step instanceof Step.CurlCall call) {
                        Optional<String> difference = DocumentedResponse.difference(printed, call.response());
                        difference.ifPresent(it -> error(where + step.command() + "\n" + it));
                    }
                }
                runtime.sendStopSignal();
                if (!runtime.endsWithin(STOP_TIMEOUT)) {
                    throw new IllegalStateException("The local runtime did not stop within 20 s");
                }
            }
        }
    }

    private static List<String> command(Script.Scene scene) {
        String java = ProcessHandle.current().info().command().orElse("java");
        // The process runs only for seconds, so C2 compilation does not pay off.
        List<String> command = List.of(java, "-XX:TieredStopAtLevel=1", "-jar", JAR, "--port", PORT);
        return Stream.concat(command.stream(), scene.options().stream()).toList();
    }

    private void error(String what) {
        errors++;
        out.println(what);
    }
}
