package com.rezagent.schedules.docs;

import java.io.IOException;
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
import java.util.concurrent.TimeUnit;

/** A separate process that runs the built jar of the local runtime. */
final class JarProcess implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(120);
    private static final long POLL_MILLIS = 50;

    private final Process process;
    private final Path output;

    private JarProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static Path jar(Path root) {
        return root.resolve("local-runtime/target/local-runtime.jar");
    }

    /**
     * Starts the local runtime and waits until it responds.
     *
     * @throws IOException if the process exits or does not respond within 120 s
     */
    static JarProcess start(Path root, int port, List<String> options) throws IOException, InterruptedException {
        Path output = Files.createTempFile("local-runtime", ".log");
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                // The process runs only for seconds, so C2 compilation does not pay off.
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar(root).toString(),
                "--port",
                String.valueOf(port)));
        command.addAll(options);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        JarProcess runtime = new JarProcess(process, output);
        try {
            runtime.awaitResponse(port);
            return runtime;
        } catch (IOException | InterruptedException | RuntimeException e) {
            runtime.close();
            throw e;
        }
    }

    private void awaitResponse(int port) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest health = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/health"))
                .timeout(Duration.ofSeconds(5))
                .build();
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
            try {
                if (client.send(health, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // Not started yet.
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("The local runtime did not respond within " + START_TIMEOUT.toSeconds() + " s");
            }
        }
        throw new IOException("The local runtime exited: " + Files.readString(output, StandardCharsets.UTF_8));
    }

    /** Stops the process as Ctrl-C does. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("The local runtime did not stop within 20 s");
            }
            Files.deleteIfExists(output);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // The temporary log file remains, which is harmless.
        }
    }
}
