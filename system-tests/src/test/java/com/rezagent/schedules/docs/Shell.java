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
            return hasPreference(step) ? line.send(client, port) : line.send(client, port, LONG_WAIT);
        };
    }

    /** Returns a shell that runs the unchanged commands with bash and curl. */
    static Shell bash() throws IOException {
        Path settings = Files.createTempDirectory("curl");
        Files.write(settings.resolve(".curlrc"), List.of("header = \"" + LONG_WAIT + "\""));
        StringBuilder assignments = new StringBuilder();
        return step -> {
            boolean isTag = step instanceof Step.SavedEtag;
            String command = assignments + step.command() + (isTag ? " && printf %s \"$ETAG\"" : "");
            ProcessBuilder process = new ProcessBuilder("bash", "-c", command).redirectErrorStream(!isTag);
            if (!hasPreference(step)) {
                process.environment().put("CURL_HOME", settings.toString());
            }
            Process bash = process.start();
            String printed = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = bash.waitFor();
            if (code != 0) {
                throw new IOException("exit code " + code + ": " + printed);
            }
            if (!isTag) {
                return printed.replace("\r\n", "\n");
            }
            // For the next command, which runs in another bash.
            assignments.setLength(0);
            assignments.append("ETAG='").append(printed).append("'\n");
            return "";
        };
    }

    private static boolean hasPreference(Step step) {
        return step.command().contains("Prefer:");
    }
}
