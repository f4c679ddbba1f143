package com.rezagent.schedules.testing;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A local runtime in its own process, which a test may kill. Closing it kills the process. */
public final class RuntimeProcess implements AutoCloseable {
    private final Process process;
    private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();

    private RuntimeProcess(Process process) {
        this.process = process;
        // A process blocks when its output pipe is full, so its output is always read.
        Thread reader = new Thread(this::read, "lines of a runtime");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a command in the current directory. */
    public static RuntimeProcess start(List<String> command) throws IOException {
        return new RuntimeProcess(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .directory(new File("."))
                .start());
    }

    private void read() {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            out.lines().map(Optional::of).forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            lines.add(Optional.of("(" + e.getMessage() + ")"));
        } finally {
            lines.add(Optional.empty());
        }
    }

    /** Reads the output until the line with the base URL of the API, and returns it. */
    public URI uri() throws InterruptedException {
        List<String> output = new ArrayList<>();
        for (Optional<String> line = lines.take(); line.isPresent(); line = lines.take()) {
            output.add(line.get());
            int at = line.get().indexOf("http://");
            if (at >= 0) {
                return URI.create(line.get().substring(at).replaceFirst("/api/schedules.*", ""));
            }
        }
        throw new AssertionError("No URL in the output: " + output);
    }

    /** Returns the rest of the output, until the process ends. */
    public List<String> remainingOutput() throws InterruptedException {
        List<String> rest = new ArrayList<>();
        for (Optional<String> line = lines.take(); line.isPresent(); line = lines.take()) {
            line.filter(it -> !it.startsWith("SLF4J")).ifPresent(rest::add);
        }
        return rest;
    }

    /** Sends a stop signal, as Ctrl-C and SIGTERM do. */
    public void sendStopSignal() {
        process.toHandle().destroy();
    }

    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    public int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    public boolean endsWithin(Duration timeout) throws InterruptedException {
        return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
