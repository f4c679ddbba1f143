package com.rezagent.schedules.lambda;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A function in a process of its own, under Lambda's runtime interface client. Closing it ends the process. */
public final class LambdaProcess implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 120;

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

    /** Starts it; doesn't wait for it. */
    public static LambdaProcess start(Launch launch) {
        return new LambdaProcess(launch);
    }

    private void read() {
        try (BufferedReader log =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            log.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            lines.add("The log ended: " + e);
        }
    }

    /**
     * Hands it an event and waits for the answer.
     *
     * @throws InvocationFailedException as the function failed
     * @throws IllegalStateException for a process that ended instead of answering; the message has its log
     */
    public byte[] invoke(byte[] event) {
        return await(api.invoke(event));
    }

    /** Waits until it has started: it asks for an event, or to be snapshot. */
    public LambdaProcess started() {
        await(api.ready());
        return this;
    }

    /** Why it could not start; waits for it to say so. */
    public LambdaError initError() {
        return await(api.initError());
    }

    /** Waits until it has ended, and answers its exit code. */
    public int exitCode() {
        int code = process.onExit()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join()
                .exitValue();
        try {
            reader.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return code;
    }

    /** Lets one that waits to be snapshot go on, as if it had been restored, until it asks for an event. */
    public void restore() {
        api.restore();
        await(api.waiting());
    }

    /** What it has logged so far, errors and standard output as they came. */
    public List<String> log() {
        return List.copyOf(lines);
    }

    /** Ends it in good order, as a training run for an archive must end, and waits for that. */
    public void end() {
        // Not by the process itself, which would close the log at once.
        process.toHandle().destroy();
        exitCode();
    }

    private <T> T await(CompletableFuture<T> what) {
        CompletableFuture<Object> ended = process.onExit().thenApply(it -> it);
        try {
            CompletableFuture.anyOf(what, ended)
                    .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof InvocationFailedException failed) {
                throw failed;
            }
            throw new IllegalStateException("No answer; the log:\n" + String.join("\n", lines), e);
        }
        if (!what.isDone()) {
            exitCode();
            throw new IllegalStateException("The process has ended; its log:\n" + String.join("\n", lines));
        }
        return what.join();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        api.close();
    }
}
