package com.rezagent.schedules.local;

import com.rezagent.schedules.local.clock.ClockSpeed;
import com.rezagent.schedules.local.console.Console;
import com.rezagent.schedules.local.console.UsageErrorHandler;
import com.rezagent.schedules.local.smoke.SmokeCommand;
import com.rezagent.schedules.local.store.Database;
import com.rezagent.schedules.local.system.Functions;
import com.rezagent.schedules.local.system.LocalSettings;
import com.rezagent.schedules.local.topic.LocalTopics;
import com.rezagent.schedules.messaging.TopicArn;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command {@code run}, which is the default; it dispatches to {@code smoke} as well. Starts the local runtime and
 * blocks until it is stopped. An invalid option prints one sentence and exits with code 2.
 */
@Command(
        name = "local-runtime",
        description = "Runs the whole system in one JVM: the API, the scheduler function, and simulators of SNS, Lambda"
                + " and EventBridge Scheduler.",
        sortOptions = false,
        usageHelpAutoWidth = true,
        footer = {
            "",
            "Each topic stores its newest " + LocalTopics.MAX_MESSAGES + " messages, up to 64 MB:"
                    + " GET /local/topics/{topic}/messages.",
            "Press Ctrl-C to stop.",
            "",
            "The default command is run. The command smoke tests a stage; see smoke --help."
        })
public final class Main implements Callable<Integer> {
    private static final String RUN = "run";
    private static final String SMOKE = "smoke";
    private static final int USAGE_ERROR = 2;
    private static final int HIGHEST_PORT = 65_535;
    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2199-12-31T23:59:59Z");

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "port of the API, reachable from this machine only (default: 3000)")
    private String port = "3000";

    @Option(
            names = "--data",
            paramLabel = "DIR|memory",
            description = "directory that stores all data across restarts, or memory (default: memory)")
    private String data = "memory";

    @Option(
            names = "--clock-start",
            paramLabel = "INSTANT",
            description = "time that the clock starts at, e.g. 2025-11-06T20:00:00Z (default: now)")
    private @Nullable String clockStart;

    @Option(
            names = "--clock-speed",
            paramLabel = "N",
            description = "the clock runs N times as fast as real time (default: 1)")
    private @Nullable String clockSpeed;

    @Option(names = "--clock-manual", description = "the clock moves only when POST /local/clock advances it")
    private boolean clockManual;

    @Option(
            names = "--custom-topic",
            paramLabel = "ARN",
            description = "topic that custom targets may publish to; may be repeated"
                    + " (default: arn:aws:sns:us-east-1:000000000000:my-topic-local)")
    private List<String> customTopics = new ArrayList<>();

    // Used by picocli through reflection.
    @SuppressWarnings("UnusedVariable")
    @Option(names = "--help", usageHelp = true, description = "show this help")
    private boolean help;

    /** Runs until it is stopped; exits with code 2 if the options are invalid. */
    public static void main(String[] arguments) {
        int code = execute(arguments, it -> it);
        if (code != 0) {
            System.exit(code);
        }
    }

    /**
     * Executes the command that the first argument names, or {@code run} if it names none, and returns the exit code.
     */
    static int execute(String[] arguments, UnaryOperator<CommandLine> settings) {
        String first = arguments.length == 0 ? "" : arguments[0];
        CommandLine commandLine = first.equals(SMOKE)
                ? new CommandLine(new SmokeCommand()).setParameterExceptionHandler(new UsageErrorHandler())
                : commandLine();
        boolean isNamed = first.equals(SMOKE) || first.equals(RUN);
        return settings.apply(commandLine)
                .execute(isNamed ? Arrays.copyOfRange(arguments, 1, arguments.length) : arguments);
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setParameterExceptionHandler(new UsageErrorHandler())
                .setExecutionExceptionHandler((e, commandLine, parsed) -> {
                    if (e instanceof Database.UnusableException || e instanceof LocalRuntime.PortException) {
                        commandLine.getErr().println(e.getMessage() + ".");
                        return USAGE_ERROR;
                    }
                    throw e;
                });
    }

    /**
     * Returns the settings that options ask for.
     *
     * @throws ParameterException if they are invalid
     */
    public static LocalSettings settings(List<String> options) {
        Main main = new Main();
        new CommandLine(main).parseArgs(options.toArray(String[]::new));
        return main.settings();
    }

    @Override
    public Integer call() throws InterruptedException {
        LocalSettings settings = settings();
        Console console = new Console(System.out);
        LocalRuntime runtime = LocalRuntime.start(settings, Functions.REAL, portNumber(), console);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            console.line("Stopping.");
                            runtime.close();
                            stopped.countDown();
                        },
                        "stop"));
        Banner.show(runtime, settings, console);
        WarmUp.start();
        stopped.await();
        return 0;
    }

    LocalSettings settings() {
        LocalSettings settings = LocalSettings.inMemory().withSpeed(speed());
        if (!data.equalsIgnoreCase("memory")) {
            settings = settings.withDataDirectory(directory());
        }
        if (clockStart != null) {
            settings = settings.withStart(startInstant(clockStart));
        }
        return customTopics.isEmpty() ? settings : settings.withCustomTopics(topics());
    }

    private int portNumber() {
        if (port.matches("[0-9]{1,5}") && Integer.parseInt(port) <= HIGHEST_PORT) {
            return Integer.parseInt(port);
        }
        throw invalid("--port must be a number from 0 to " + HIGHEST_PORT + ", not '" + port + "'");
    }

    private Path directory() {
        try {
            if (data.isBlank()) {
                throw invalid("--data must be a directory or the word memory");
            }
            return Path.of(data);
        } catch (InvalidPathException e) {
            throw invalid("--data must be a directory, and '" + data + "' is not a valid path");
        }
    }

    private ClockSpeed speed() {
        portNumber();
        if (clockManual) {
            if (clockSpeed != null) {
                throw invalid("--clock-speed and --clock-manual cannot be combined; use one of them");
            }
            return ClockSpeed.MANUAL;
        }
        if (clockSpeed == null) {
            return ClockSpeed.REAL;
        }
        try {
            double speed = Double.parseDouble(clockSpeed);
            if (speed > 0 && speed <= ClockSpeed.MAX_SPEED) {
                return new ClockSpeed(speed);
            }
        } catch (NumberFormatException e) {
            // Reported below, like a number out of range.
        }
        throw invalid("--clock-speed must be a number greater than 0 and at most " + (long) ClockSpeed.MAX_SPEED
                + ", not '" + clockSpeed + "'");
    }

    private Instant startInstant(String text) {
        try {
            Instant instant = Instant.parse(text);
            if (!instant.isBefore(EARLIEST) && !instant.isAfter(LATEST)) {
                return instant;
            }
            throw invalid("--clock-start must be from 1970 to 2199, and '" + text + "' is not");
        } catch (DateTimeException e) {
            throw invalid("--clock-start must be an instant like 2025-11-06T20:00:00Z, not '" + text + "'");
        }
    }

    private Set<TopicArn> topics() {
        Set<TopicArn> topics = new LinkedHashSet<>();
        for (String arn : customTopics) {
            topics.add(TopicArn.tryParse(arn)
                    .orElseThrow(() -> invalid("--custom-topic must be the ARN of a standard SNS topic, like "
                            + LocalSettings.SAMPLE_TOPIC + ", not '" + arn + "'")));
        }
        return topics;
    }

    private ParameterException invalid(String sentence) {
        CommandSpec known = spec;
        if (known == null) {
            throw new IllegalStateException("The command was not started by picocli");
        }
        return new ParameterException(known.commandLine(), sentence);
    }
}
