package com.rezagent.schedules.figures;

import com.rezagent.schedules.local.clock.ClockSpeed;
import com.rezagent.schedules.local.console.Console;
import com.rezagent.schedules.local.consumer.ConsumerBehavior;
import com.rezagent.schedules.local.consumer.ConsumerSettings;
import com.rezagent.schedules.local.consumer.ReportStyle;
import com.rezagent.schedules.local.system.Functions;
import com.rezagent.schedules.local.system.LocalSettings;
import com.rezagent.schedules.local.system.LocalSystem;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.schedule.ScheduleName;
import com.sun.management.OperatingSystemMXBean;
import java.io.File;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.assertj.core.util.Files;

/**
 * Measures the speed of virtual time: schedules that fire hourly for a number of days, with the hourly reconcile run.
 * The baseline is the embedded database alone with the three transactions of a firing: a claim, a message, a record.
 */
record Month(int schedules, int days) implements Measurement {
    private static final double NANOS = 1e9;
    static final int HOURS = 24;
    private static final int FILE_DIVISOR = 5;
    private static final Instant BEGIN = Instant.parse("2025-11-06T20:00:00Z");

    @Override
    public Table run() throws Exception {
        Table table = new Table(
                "Local runtime: " + schedules + " schedules that fire hourly",
                "virtual days | firings | seconds | firings per second | µs per firing | heap afterwards, MiB"
                        + " | peak resident, MiB");
        row(table, days, "in memory", LocalSettings.inMemory());
        baseline(table, (long) schedules * days * HOURS / FILE_DIVISOR);
        File directory = Files.newTemporaryFolder();
        try {
            row(
                    table,
                    Math.max(1, days / FILE_DIVISOR),
                    "in a file (`--data`)",
                    LocalSettings.inMemory().withDataDirectory(directory.toPath()));
        } finally {
            Files.delete(directory);
        }
        return table;
    }

    private void row(Table table, int virtualDays, String where, LocalSettings settings) {
        row(
                table,
                virtualDays + ", " + where,
                (long) schedules * virtualDays * HOURS,
                cost(settings, schedules, virtualDays, 0));
    }

    private static void row(Table table, String what, long firings, Cost cost) {
        table.row(
                what,
                firings,
                cost.seconds,
                firings / cost.seconds,
                cost.seconds * 1e6 / firings,
                cost.heap,
                Memory.peakResident(ProcessHandle.current().pid()));
    }

    /**
     * What some virtual days took.
     *
     * @param cpuSeconds of the whole process, with its garbage collection
     * @param heap in use afterwards, in MiB
     */
    record Cost(double seconds, double cpuSeconds, double heap) {
        static Cost since(long start, long cpuStart) {
            double cpuSeconds = (cpuNanos() - cpuStart) / NANOS;
            return new Cost((System.nanoTime() - start) / NANOS, cpuSeconds, Memory.heapMebibytes());
        }
    }

    /**
     * Runs schedules for some virtual days and checks that all fired and all reports arrived.
     *
     * @param reported one of how many schedules expects a report, which a consumer sends five seconds after a firing; 0
     *     if none does
     */
    static Cost cost(LocalSettings settings, int schedules, int virtualDays, int reported) {
        // Console output is formatted and then discarded.
        Console console = new Console(OutputStream.nullOutputStream());
        LocalSettings manual = settings.withSpeed(ClockSpeed.MANUAL).withStart(BEGIN);
        try (LocalSystem system = LocalSystem.open(manual, Functions.REAL, console)) {
            if (reported > 0) {
                TopicArn topic = system.stage().webActions();
                system.consumers()
                        .add(new ConsumerSettings(
                                topic, ConsumerBehavior.SUCCEED, 0, Duration.ofSeconds(5), ReportStyle.REPORT));
            }
            for (int i = 0; i < schedules; i++) {
                create(system, i, isReported(i, reported) ? ",\"run_policy\":{\"expect_report\":true}" : "");
            }
            system.runDue();
            long cpuStart = cpuNanos();
            long start = System.nanoTime();
            // So that the last report arrives.
            system.advance(Duration.ofDays(virtualDays).plusSeconds(10));
            Cost cost = Cost.since(start, cpuStart);
            for (int i = 0; i < schedules; i++) {
                check(system, i, virtualDays, isReported(i, reported));
            }
            return cost;
        }
    }

    private static boolean isReported(int number, int reported) {
        return reported > 0 && number % reported == 0;
    }

    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static void create(LocalSystem system, int number, String more) {
        String command = "{\"action\":\"create\",\"schedule\":{\"name\":\"schedule " + number
                + "\",\"schedule_expression\":\"rate(1 hour)\",\"target_type\":\"web_action\","
                + "\"payload\":{\"action\":\"check\"}" + more + "}}";
        system.topics().publish(system.stage().scheduleCreation(), new TopicMessage(command, Map.of()));
    }

    /** Checks that a schedule fired once at the start and once per hour, and that its reports arrived. */
    private static void check(LocalSystem system, int number, int virtualDays, boolean isReported) {
        var state =
                system.history().state(ScheduleName.parse("schedule " + number).id());
        if (state.executionCount() != virtualDays * (long) HOURS + 1) {
            throw new IllegalStateException("schedule " + number + " fired " + state.executionCount() + " times");
        }
        var recent = state.shownRecent();
        if (isReported && (recent.isEmpty() || recent.values().stream().anyMatch(it -> !it.equals("succeeded")))) {
            throw new IllegalStateException("schedule " + number + " has " + recent);
        }
    }

    /** Measures the three transactions of a firing with the embedded database alone. */
    private static void baseline(Table table, long firings) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:", "sa", "")) {
            connection.setAutoCommit(false);
            connection
                    .createStatement()
                    .execute("CREATE TABLE executions (schedule VARCHAR(64), at VARCHAR(64), outcome VARCHAR(16),"
                            + " PRIMARY KEY (schedule, at))");
            connection.createStatement().execute("CREATE TABLE messages (place BIGINT PRIMARY KEY, body VARCHAR)");
            try (PreparedStatement claim = connection.prepareStatement("INSERT INTO executions VALUES (?, ?, ?)");
                    PreparedStatement insertMessage =
                            connection.prepareStatement("INSERT INTO messages VALUES (?, ?)");
                    PreparedStatement complete = connection.prepareStatement(
                            "UPDATE executions SET outcome = ? WHERE schedule = ? AND at = ?")) {
                long cpuStart = cpuNanos();
                long start = System.nanoTime();
                for (long i = 0; i < firings; i++) {
                    String schedule = "sched_" + i % 1_000;
                    String at = BEGIN.plusSeconds(i / 1_000 * 3_600).toString();
                    run(connection, claim, schedule, at, "in_progress");
                    run(connection, insertMessage, i, "{\"schedule\":\"" + schedule + "\",\"at\":\"" + at + "\"}");
                    run(connection, complete, "published", schedule, at);
                }
                row(table, "the database alone", firings, Cost.since(start, cpuStart));
            }
        }
    }

    private static void run(Connection connection, PreparedStatement statement, Object... values) throws Exception {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        statement.executeUpdate();
        connection.commit();
    }
}
