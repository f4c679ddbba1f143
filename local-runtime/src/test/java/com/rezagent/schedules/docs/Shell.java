package com.rezagent.schedules.docs;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a reader's lines are pasted. Whatever the lines say stays as it is; what they don't say is that on a machine that is
 * busy with other things a change may take longer than the API waits for by itself, so each shell asks for more patience.
 */
interface Shell {
    /** The header that asks for it. */
    String PATIENCE = "Prefer: wait=10";

    /**
     * Runs a step.
     *
     * @return what is printed; of a kept tag, nothing
     */
    String run(Step step) throws IOException, InterruptedException;

    /** One that needs no other program: it reads the lines itself, and sends them to a port of its own. */
    static Shell ofOurOwn(int port) {
        Map<String, String> variables = new HashMap<>();
        HttpClient client = HttpClient.newHttpClient();
        return step -> {
            if (step instanceof Step.KeptTag tag) {
                String answer = CurlLine.parse(tag.curl(), variables).send(client, port);
                variables.put("ETAG", DocumentedResponse.headers(answer).getOrDefault("etag", ""));
                return "";
            }
            CurlLine line = CurlLine.parse(step.command(), variables);
            return (isPatient(step) ? line : line.with(PATIENCE)).send(client, port);
        };
    }

    /** A real bash with a real curl, which get every line word for word. */
    static Shell bash() throws IOException {
        Path settings = Files.createTempDirectory("curl");
        Files.write(settings.resolve(".curlrc"), List.of("header = \"" + PATIENCE + "\""));
        StringBuilder kept = new StringBuilder();
        return step -> {
            ProcessBuilder process = new ProcessBuilder("bash", "-c", kept + step.command()).redirectErrorStream(true);
            if (!isPatient(step)) {
                process.environment().put("CURL_HOME", settings.toString());
            }
            Process bash = process.start();
            String printed = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = bash.waitFor();
            if (code != 0) {
                throw new IOException("exit code " + code + ": " + printed);
            }
            if (step instanceof Step.KeptTag) {
                kept.setLength(0);
                kept.append(assignment(step));
            }
            return printed.replace("\r\n", "\n");
        };
    }

    private static boolean isPatient(Step step) {
        return step.command().contains("Prefer:");
    }

    /** What a shell that was left and entered again has to be told. */
    private static String assignment(Step step) throws IOException, InterruptedException {
        Process bash = new ProcessBuilder("bash", "-c", step.command() + "; printf %s \"$ETAG\"").start();
        String tag = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        bash.waitFor();
        return "ETAG='" + tag + "'\n";
    }
}
