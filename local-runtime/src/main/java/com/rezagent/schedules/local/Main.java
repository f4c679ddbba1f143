package com.rezagent.schedules.local;

import com.rezagent.schedules.local.clock.ClockSpeed;
import com.rezagent.schedules.local.console.Console;
import com.rezagent.schedules.local.console.OneSentence;
import com.rezagent.schedules.local.smoke.SmokeCommand;
import com.rezagent.schedules.local.store.Database;
import com.rezagent.schedules.local.topic.LocalTopics;
import com.rezagent.schedules.topic.TopicArn;
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
 * The command {@code run}, which is the default, and the way to {@code smoke}. It starts the local runtime and blocks until
 * it is stopped. A mistake in the options is one sentence and exit code 2.
 */
@Command(
        name = "local-runtime",
        description = "Runs the whole system in one JVM: the API, the scheduler, the topics and an engine that fires.",
        sortOptions = false,
        usageHelpAutoWidth = true,
        footer = {
            "",
            "Each topic keeps its newest " + LocalTopics.KEPT + " messages, up to 64 MB:"
                    + " GET /local/topics/{topic}/messages.",
            "Ctrl-C stops it.",
            "",
            "This is the command run, the default.",
            "Another one tests a stage: smoke --help."
        })
public final class Main implements Callable<Integer> {
    private static final String RUN = "run";
    private static final String SMOKE = "smoke";
    private static final int MISUSED = 2;
    private static final int HIGHEST_PORT = 65_535;
    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2199-12-31T23:59:59Z");

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "the port of the API, on this machine only (default: 3000)")
    private String port = "3000";

    @Option(
            names = "--data",
            paramLabel = "DIR|memory",
            description = "keeps everything in a directory, so that it survives a restart (default: memory)")
    private String data = "memory";

    @Option(
            names = "--clock-start",
            paramLabel = "INSTANT",
            description = "what time it is at the start, e.g. 2025-11-06T20:00:00Z (default: now)")
    private @Nullable String clockStart;

    @Option(
            names = "--clock-speed",
            paramLabel = "N",
            description = "the clock runs N times as fast as real time (default: 1)")
    private @Nullable String clockSpeed;

    @Option(names = "--clock-manual", description = "the clock stands still until POST /local/clock moves it")
    private boolean clockManual;

    @Option(
            names = "--custom-topic",
            paramLabel = "ARN",
            description = "a topic that custom targets may name; may be repeated"
                    + " (default: arn:aws:sns:us-east-1:000000000000:my-topic-local)")
    private List<String> customTopics = new ArrayList<>();

    // picocli looks at it, by reflection.
    @SuppressWarnings("UnusedVariable")
    @Option(names = "--help", usageHelp = true, description = "shows this help")
    private boolean help;

    /** Runs until it is stopped; ends the JVM with exit code 2 when the options can't be used. */
    public static void main(String[] arguments) {
        int code = execute(arguments, it -> it);
        if (code != 0) {
            System.exit(code);
        }
    }

    /** Executes the command that the first argument names, {@code run} where it names none. */
    static int execute(String[] arguments, UnaryOperator<CommandLine> settings) {
        String first = arguments.length == 0 ? "" : arguments[0];
        CommandLine commandLine = first.equals(SMOKE)
                ? new CommandLine(new SmokeCommand()).setParameterExceptionHandler(new OneSentence())
                : commandLine();
        boolean isNamed = first.equals(SMOKE) || first.equals(RUN);
        return settings.apply(commandLine)
                .execute(isNamed ? Arrays.copyOfRange(arguments, 1, arguments.length) : arguments);
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setParameterExceptionHandler(new OneSentence())
                .setExecutionExceptionHandler((e, commandLine, parsed) -> {
                    if (e instanceof Database.UnusableException || e instanceof LocalRuntime.PortException) {
                        commandLine.getErr().println(e.getMessage() + ".");
                        return MISUSED;
                    }
                    throw e;
                });
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
        WarmUp.begin();
        stopped.await();
        return 0;
    }

    LocalSettings settings() {
        LocalSettings settings = LocalSettings.inMemory().at(pace());
        if (!data.equals("memory")) {
            settings = settings.keptIn(directory());
        }
        if (clockStart != null) {
            settings = settings.startingAt(start(clockStart));
        }
        return customTopics.isEmpty() ? settings : settings.allowing(topics());
    }

    private int portNumber() {
        if (port.matches("[0-9]{1,5}") && Integer.parseInt(port) <= HIGHEST_PORT) {
            return Integer.parseInt(port);
        }
        throw wrong("--port must be a number from 0 to " + HIGHEST_PORT + ", not '" + port + "'");
    }

    private Path directory() {
        try {
            if (data.isBlank()) {
                throw wrong("--data needs a directory, or the word memory");
            }
            return Path.of(data);
        } catch (InvalidPathException e) {
            throw wrong("--data must be a directory, and '" + data + "' can't be one");
        }
    }

    private ClockSpeed pace() {
        portNumber();
        if (clockManual) {
            if (clockSpeed != null) {
                throw wrong("--clock-speed and --clock-manual exclude each other: choose one");
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
            // The same sentence says what is wrong with it.
        }
        throw wrong("--clock-speed must be a number over 0 and up to " + (long) ClockSpeed.MAX_SPEED + ", not '"
                + clockSpeed + "'");
    }

    private Instant start(String text) {
        try {
            Instant instant = Instant.parse(text);
            if (!instant.isBefore(EARLIEST) && !instant.isAfter(LATEST)) {
                return instant;
            }
            throw wrong("--clock-start must be from 1970 to 2199, and '" + text + "' is not");
        } catch (DateTimeException e) {
            throw wrong("--clock-start must be an instant like 2025-11-06T20:00:00Z, not '" + text + "'");
        }
    }

    private Set<TopicArn> topics() {
        Set<TopicArn> topics = new LinkedHashSet<>();
        for (String arn : customTopics) {
            topics.add(TopicArn.tryParse(arn)
                    .orElseThrow(() -> wrong("--custom-topic must be the ARN of a standard SNS topic, like "
                            + LocalSettings.SAMPLE_TOPIC + ", not '" + arn + "'")));
        }
        return topics;
    }

    private ParameterException wrong(String sentence) {
        CommandSpec known = spec;
        if (known == null) {
            throw new IllegalStateException("Not run by picocli");
        }
        return new ParameterException(known.commandLine(), sentence);
    }
}
