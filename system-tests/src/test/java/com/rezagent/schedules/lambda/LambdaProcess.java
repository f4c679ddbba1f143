package com.rezagent.schedules.lambda;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A function in its own process, under Lambda's runtime interface client. Closing it kills the process. */
public final class LambdaProcess implements AutoCloseable {
    private static final int TIMEOUT_SECONDS = 120;

    private final RuntimeApi api = new RuntimeApi();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Process process;
    private final Thread reader;

    private LambdaProcess(Launch launch) {
        ProcessBuilder builder = new ProcessBuilder(launch.command())
                .directory(launch.taskRoot().toFile())
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(launch.variables(api.address()));
        try {
            process = builder.start();
        } catch (IOException e) {
            api.close();
            throw new UncheckedIOException(e);
        }
        reader = new Thread(this::read, "log of " + launch.handler());
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts the process without waiting for it. */
    public static LambdaProcess start(Launch launch) {
        return new LambdaProcess(launch);
    }

    private void read() {
        try (BufferedReader log = process.inputReader(StandardCharsets.UTF_8)) {
            log.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            lines.add("The log ended: " + e);
        }
    }

    /**
     * Invokes the function and returns its response.
     *
     * @throws InvocationFailedException if the function failed
     * @throws IllegalStateException if the process ended or did not respond in time; the message contains its log
     */
    public byte[] invoke(byte[] event) {
        return await(api.invoke(event));
    }

    /** Waits until the process has started: until it requests an event or waits for its snapshot. */
    public LambdaProcess awaitStarted() {
        await(api.started);
        return this;
    }

    /** Waits until the function reports an initialization error, and returns it. */
    public InvocationFailedException initError() {
        return await(api.initError);
    }

    /** Waits until the process has ended, and returns its exit code. */
    public int exitCode() {
        int code = process.onExit()
                .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .join()
                .exitValue();
        try {
            reader.join(TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return code;
    }

    /** Continues a process that waits for its snapshot, as after a restore, and waits until it requests an event. */
    public void restore() {
        api.restored.complete(null);
        await(api.firstEventRequested);
    }

    /** Returns the lines written so far to standard output and standard error, in order. */
    public List<String> log() {
        return List.copyOf(lines);
    }

    /** Stops the process gracefully, as a training run for a class archive requires, and waits for its end. */
    public void stop() {
        // process.destroy() would close the log immediately.
        process.toHandle().destroy();
        exitCode();
    }

    private <T> T await(CompletableFuture<T> result) {
        CompletableFuture<Object> ended = process.onExit().thenApply(it -> it);
        try {
            CompletableFuture.anyOf(result, ended)
                    .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof InvocationFailedException failed) {
                throw failed;
            }
            throw new IllegalStateException("No response; the log:\n" + String.join("\n", lines), e);
        }
        if (!result.isDone()) {
            exitCode();
            throw new IllegalStateException("The process has ended; its log:\n" + String.join("\n", lines));
        }
        return result.join();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        api.close();
    }
}
