package com.rezagent.schedules.local.smoke;

import com.rezagent.schedules.local.smoke.SmokeRun.Machine;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code smoke}. Exit code 0 if all steps passed, 1 if any failed, 2 if the test could not run. */
@Command(
        name = "local-runtime smoke",
        description =
                "Tests a stage through its API, in a few minutes: creates schedules with names of its own, waits for"
                        + " their firings, and deletes them.",
        sortOptions = false,
        usageHelpAutoWidth = true,
        footer = {
            "",
            "The stage's notifications topic receives some messages that are marked as a smoke test.",
            "Exit code 0: all steps passed; 1: a step failed; 2: the test could not run. Ctrl-C stops the test and"
                    + " deletes the schedules that it created."
        })
public final class SmokeCommand implements Callable<Integer> {
    private static final int CANNOT_RUN = 2;

    /** Upper limit for the deletion of the schedules. */
    private static final long CLEANUP_SECONDS = 120;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private StageOptions stage = new StageOptions();

    @Option(names = "--keep", description = "do not delete the schedules, so that they can be inspected")
    private boolean keepsSchedules;

    // Used by picocli through reflection.
    @SuppressWarnings("UnusedVariable")
    @Option(names = "--help", usageHelp = true, description = "show this help")
    private boolean help;

    @Override
    public Integer call() {
        CommandSpec known = spec;
        if (known == null) {
            throw new IllegalStateException("The command was not started by picocli");
        }
        CommandLine commandLine = known.commandLine();
        PrintWriter out = commandLine.getOut();
        CountDownLatch done = new CountDownLatch(1);
        Thread cleaner = cleaner(Thread.currentThread(), done);
        Runtime.getRuntime().addShutdownHook(cleaner);
        try {
            Machine machine = new Machine(
                    Clock.systemUTC(),
                    System::nanoTime,
                    it -> Thread.sleep(it.toMillis()),
                    SmokeRun.prefix(UUID.randomUUID().toString()));
            SmokeReport report = new SmokeRun(stage.client(Clock.systemUTC()), machine, keepsSchedules, line -> {
                        out.println(progressLine(Instant.now(), line));
                        out.flush();
                    })
                    .run();
            out.println();
            report.lines().forEach(out::println);
            out.flush();
            return report.exitCode();
        } catch (CannotRunException e) {
            commandLine.getErr().println(e.getMessage() + ".");
            commandLine.getErr().flush();
            return CANNOT_RUN;
        } finally {
            done.countDown();
            remove(cleaner);
        }
    }

    /** Returns a line of the output: the time in UTC, with seconds, and a text. */
    static String progressLine(Instant time, String text) {
        return TIME.format(time) + "  " + text;
    }

    /**
     * Returns a shutdown hook for Ctrl-C: interrupts the run, which then deletes its schedules, and waits until it is
     * done.
     */
    private static Thread cleaner(Thread runner, CountDownLatch done) {
        return new Thread(
                () -> {
                    runner.interrupt();
                    try {
                        if (!done.await(CLEANUP_SECONDS, TimeUnit.SECONDS)) {
                            return;
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "smoke-cleanup");
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is already shutting down, and this hook is running.
            return;
        }
    }
}
