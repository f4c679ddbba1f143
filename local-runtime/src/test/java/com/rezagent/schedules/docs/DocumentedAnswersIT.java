package com.rezagent.schedules.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs every curl line of the README and the guide against the built jar, and compares the answers that stand below them.
 * A document names its runtime's options in a comment; {@code …} in an answer stands for anything, and as a key for all
 * keys that are left out.
 */
class DocumentedAnswersIT {
    private static final Path ROOT = Path.of(System.getProperty("project.root", ".."));
    private static final Path JAR = ROOT.resolve("local-runtime/target/local-runtime.jar");
    private static final List<String> DOCUMENTS = List.of("README.md", "docs/guide.md");

    private static final Pattern OPTIONS = Pattern.compile("<!-- runtime: (.*?) -->");
    private static final Pattern CALL =
            Pattern.compile("```sh\\n(curl .*?)\\n```\\n\\n```(json|http)\\n(.*?)\\n```", Pattern.DOTALL);
    private static final Pattern CURL = Pattern.compile("```sh\\ncurl ");
    private static final String ANYTHING = "…";

    private record Call(String command, String answer) {}

    @TestFactory
    Stream<DynamicContainer> every_curl_line_answers_as_documented() {
        assumeTrue(isThere("curl") && isThere("bash"), "skipped: curl and bash are needed to run the documents' lines");
        assumeTrue(Files.exists(JAR), "skipped: the local runtime's jar is not built");
        return DOCUMENTS.stream()
                .filter(it -> Files.exists(ROOT.resolve(it)))
                .map(it -> DynamicContainer.dynamicContainer(it, tests(it)));
    }

    private static Stream<DynamicTest> tests(String document) {
        String text = read(ROOT.resolve(document));
        Matcher options = OPTIONS.matcher(text);
        assertThat(options.find())
                .as("%s names its runtime's options", document)
                .isTrue();
        List<Call> calls = calls(text);
        int port = freePort();
        List<DynamicTest> tests = new ArrayList<>();
        Process[] runtime = new Process[1];
        tests.add(dynamicTest("the runtime starts", () -> runtime[0] = start(port, options.group(1))));
        for (Call call : calls) {
            tests.add(dynamicTest(call.command(), () -> compare(call, port)));
        }
        tests.add(dynamicTest(
                "every curl line has its answer",
                () -> assertThat(calls)
                        .hasSize((int) CURL.matcher(text).results().count())));
        tests.add(dynamicTest("the runtime stops", () -> {
            runtime[0].destroy();
            assertThat(runtime[0].waitFor(20, TimeUnit.SECONDS)).isTrue();
        }));
        return tests.stream();
    }

    private static List<Call> calls(String text) {
        List<Call> calls = new ArrayList<>();
        Matcher matcher = CALL.matcher(text);
        while (matcher.find()) {
            calls.add(new Call(matcher.group(1), matcher.group(3)));
        }
        return calls;
    }

    private static Process start(int port, String options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-jar",
                JAR.toString(),
                "--port",
                String.valueOf(port)));
        command.addAll(List.of(options.trim().split(" +")));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest health = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/health"))
                .build();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> client.send(health, HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200);
        return process;
    }

    private static void compare(Call call, int port) throws IOException, InterruptedException {
        Process curl =
                new ProcessBuilder("bash", "-c", call.command().replace("localhost:3000", "localhost:" + port)).start();
        String answer = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        assertThat(curl.waitFor()).as("curl's exit code").isZero();
        if (!answer.startsWith("HTTP/")) {
            assertJson(answer, call.answer());
            return;
        }
        String[] real = answer.split("\n\n", 2);
        String[] documented = call.answer().split("\n\n", 2);
        assertThat(documented[0].lines().findFirst())
                .isEqualTo(real[0].lines().findFirst().map(String::trim));
        Map<String, String> answered = headers(real[0]);
        headers(documented[0]).forEach((name, value) -> {
            assertThat(answered).containsKey(name);
            if (!value.equals(ANYTHING)) {
                assertThat(answered).containsEntry(name, value);
            }
        });
        assertJson(real[1], documented[1]);
    }

    private static Map<String, String> headers(String head) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        head.lines().skip(1).forEach(line -> {
            String[] parts = line.split(": ", 2);
            headers.put(parts[0], parts[1].trim());
        });
        return headers;
    }

    private static void assertJson(String real, String documented) {
        JsonNode expected = Json.parse(documented);
        JsonNode actual = Json.parse(real);
        assertThat(masked(actual, expected)).as("answered: %s", real).isEqualTo(expected);
    }

    /** The answer, with {@code …} wherever the document has it. */
    private static JsonNode masked(JsonNode actual, JsonNode documented) {
        if (documented.isTextual() && documented.textValue().equals(ANYTHING)) {
            return documented;
        }
        if (actual.isObject() && documented.isObject()) {
            var masked = Json.object();
            for (Map.Entry<String, JsonNode> it : actual.properties()) {
                if (documented.has(it.getKey()) || !documented.has(ANYTHING)) {
                    masked.set(it.getKey(), masked(it.getValue(), documented.path(it.getKey())));
                }
            }
            if (documented.has(ANYTHING)) {
                masked.set(ANYTHING, documented.get(ANYTHING));
            }
            return masked;
        }
        if (actual.isArray() && documented.isArray()) {
            var masked = Json.array();
            for (int i = 0; i < actual.size(); i++) {
                masked.add(masked(actual.get(i), documented.path(i)));
            }
            return masked;
        }
        return actual;
    }

    private static boolean isThere(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(it -> Files.isExecutable(Path.of(it, program)));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
