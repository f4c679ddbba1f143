package com.rezagent.schedules.local;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A local runtime in its own process, which a test may kill. Closing it kills the process. */
final class RuntimeProcess implements AutoCloseable {
    private final Process process;
    private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();

    private RuntimeProcess(List<String> command) throws IOException {
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .directory(new File("."))
                .start();
        // A process blocks when its output pipe is full, so its output is always read.
        Thread reader = new Thread(this::read, "lines of a runtime");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            out.lines().map(Optional::of).forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            lines.add(Optional.of("(" + e.getMessage() + ")"));
        } finally {
            lines.add(Optional.empty());
        }
    }

    static RuntimeProcess start(String... arguments) throws IOException {
        return new RuntimeProcess(command(List.of(), arguments));
    }

    /** Starts a process with a maximum heap size, e.g. {@code 64m}. */
    static RuntimeProcess startWithHeap(String size, String... arguments) throws IOException {
        return new RuntimeProcess(command(List.of("-Xmx" + size), arguments));
    }

    /** Starts a process that cannot write files beyond a size, as on a full disk. */
    static RuntimeProcess startWithFilesUpTo(int kibibytes, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", "ulimit -f " + kibibytes * 2 + "; exec \"$@\"", "sh"));
        command.addAll(command(List.of("-XX:-UsePerfData"), arguments));
        return new RuntimeProcess(command);
    }

    private static List<String> command(List<String> options, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Reads the output until the line with the base URL of the API, and returns it. */
    URI uri() throws InterruptedException {
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
    List<String> remainingOutput() throws InterruptedException {
        List<String> rest = new ArrayList<>();
        for (Optional<String> line = lines.take(); line.isPresent(); line = lines.take()) {
            line.filter(it -> !it.startsWith("SLF4J")).ifPresent(rest::add);
        }
        return rest;
    }

    /** Sends a stop signal, as Ctrl-C and SIGTERM do. */
    void sendStopSignal() {
        process.toHandle().destroy();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    boolean endsWithin(Duration timeout) throws InterruptedException {
        return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
