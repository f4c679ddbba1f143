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
 * Runs the commands of a document unchanged. On a busy machine a change may take longer than the API's default wait, so
 * each shell adds a {@code Prefer} header with a longer wait to commands that have none.
 */
interface Shell {
    /** The header that requests a wait of 10 s. */
    String LONG_WAIT = "Prefer: wait=10";

    /**
     * Runs a step.
     *
     * @return the output of the command; empty for a {@link Step.SavedEtag}
     */
    String run(Step step) throws IOException, InterruptedException;

    /** Returns a shell that parses the commands itself and sends the requests to the given port. */
    static Shell inProcess(int port) {
        Map<String, String> variables = new HashMap<>();
        HttpClient client = HttpClient.newHttpClient();
        return step -> {
            if (step instanceof Step.SavedEtag tag) {
                String response = CurlCommand.parse(tag.curl(), variables).send(client, port);
                variables.put("ETAG", DocumentedResponse.headers(response).getOrDefault("etag", ""));
                return "";
            }
            CurlCommand line = CurlCommand.parse(step.command(), variables);
            return (hasPreference(step) ? line : line.with(LONG_WAIT)).send(client, port);
        };
    }

    /** Returns a shell that runs the unchanged commands with bash and curl. */
    static Shell bash() throws IOException {
        Path settings = Files.createTempDirectory("curl");
        Files.write(settings.resolve(".curlrc"), List.of("header = \"" + LONG_WAIT + "\""));
        StringBuilder assignments = new StringBuilder();
        return step -> {
            ProcessBuilder process =
                    new ProcessBuilder("bash", "-c", assignments + step.command()).redirectErrorStream(true);
            if (!hasPreference(step)) {
                process.environment().put("CURL_HOME", settings.toString());
            }
            Process bash = process.start();
            String printed = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = bash.waitFor();
            if (code != 0) {
                throw new IOException("exit code " + code + ": " + printed);
            }
            if (step instanceof Step.SavedEtag) {
                assignments.setLength(0);
                assignments.append(assignment(step));
            }
            return printed.replace("\r\n", "\n");
        };
    }

    private static boolean hasPreference(Step step) {
        return step.command().contains("Prefer:");
    }

    /** Returns the variable assignment that the next bash process needs, because each command runs in a new one. */
    private static String assignment(Step step) throws IOException, InterruptedException {
        Process bash = new ProcessBuilder("bash", "-c", step.command() + "; printf %s \"$ETAG\"").start();
        String tag = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        bash.waitFor();
        return "ETAG='" + tag + "'\n";
    }
}
