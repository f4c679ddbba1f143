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

/** The built jar of the local runtime, running in a process of its own. */
final class JarProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final long PAUSE_MILLIS = 50;

    private final Process process;
    private final Path output;

    private JarProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static Path jar(Path root) {
        return root.resolve("local-runtime/target/local-runtime.jar");
    }

    /** Starts it, and comes back once it answers. */
    static JarProcess start(Path root, int port, List<String> options) throws IOException, InterruptedException {
        Path output = Files.createTempFile("local-runtime", ".log");
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                // A life of seconds is over before the second compiler has paid for itself.
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
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!process.waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
            try {
                if (client.send(health, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // Not there yet.
            }
            if (System.nanoTime() > end) {
                throw new IOException("The local runtime did not answer within " + PATIENCE.toSeconds() + " s");
            }
        }
        throw new IOException("The local runtime ended: " + Files.readString(output, StandardCharsets.UTF_8));
    }

    /** Stops it as Ctrl-C does. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("The local runtime does not stop when it is told to");
            }
            Files.deleteIfExists(output);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // A log file is left behind; nobody reads it.
        }
    }
}
