package com.rezagent.schedules.docs;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Runs every curl command of every document unchanged in bash, with the built jar on port 3000 as documented, and
 * compares the responses. Needs bash, curl and the free port; the class path is the test classes and the jar.
 *
 * <p>{@code java -cp system-tests/target/test-classes:shared-model/target/test-classes:local-runtime/target/local-runtime.jar
 * com.rezagent.schedules.docs.PastedDocuments [document …]}
 */
final class PastedDocuments {
    private static final int PORT = 3000;

    private final Path root;
    private final PrintStream out;
    private int lines;
    private int errors;

    private PastedDocuments(Path root, PrintStream out) {
        this.root = root;
        this.out = out;
    }

    /** Exits with code 1 if a response differs from the document or no command was run. */
    public static void main(String[] documents) throws IOException, InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PastedDocuments pasted = new PastedDocuments(Path.of(""), out);
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
        for (Scene scene : script.scenes()) {
            try (JarProcess runtime = JarProcess.start(root, PORT, scene.options())) {
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
            }
        }
    }

    private void error(String what) {
        errors++;
        out.println(what);
    }
}
