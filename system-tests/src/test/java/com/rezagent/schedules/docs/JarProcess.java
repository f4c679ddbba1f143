package com.rezagent.schedules.docs;

import com.rezagent.schedules.testing.RuntimeProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A separate process that runs the built jar of the local runtime. */
final class JarProcess implements AutoCloseable {
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

    private final RuntimeProcess process;

    private JarProcess(RuntimeProcess process) {
        this.process = process;
    }

    static Path jar(Path root) {
        return root.resolve("local-runtime/target/local-runtime.jar");
    }

    /**
     * Starts the local runtime and waits until it serves requests.
     *
     * @throws AssertionError if the process exits before
     */
    static JarProcess start(Path root, int port, List<String> options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                // The process runs only for seconds, so C2 compilation does not pay off.
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar(root).toString(),
                "--port",
                String.valueOf(port)));
        command.addAll(options);
        JarProcess runtime = new JarProcess(RuntimeProcess.start(command));
        try {
            runtime.process.uri();
            return runtime;
        } catch (InterruptedException | RuntimeException | Error e) {
            runtime.process.close();
            throw e;
        }
    }

    /** Stops the process as Ctrl-C does. */
    @Override
    public void close() {
        try (process) {
            process.sendStopSignal();
            if (!process.endsWithin(STOP_TIMEOUT)) {
                throw new IllegalStateException("The local runtime did not stop within 20 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
