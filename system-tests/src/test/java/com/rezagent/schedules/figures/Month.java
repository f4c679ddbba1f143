package com.rezagent.schedules.figures;

import com.rezagent.schedules.local.clock.ClockSpeed;
import com.rezagent.schedules.local.console.Console;
import com.rezagent.schedules.local.system.Functions;
import com.rezagent.schedules.local.system.LocalSettings;
import com.rezagent.schedules.local.system.LocalSystem;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.schedule.ScheduleName;
import java.io.File;
import java.io.OutputStream;
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
final class Month implements Measurement {
    private static final double NANOS = 1e9;
    private static final int HOURS = 24;
    private static final int FILE_DIVISOR = 5;
    static final Instant BEGIN = Instant.parse("2025-11-06T20:00:00Z");

    private final int schedules;
    private final int days;

    Month(int schedules, int days) {
        this.schedules = schedules;
        this.days = days;
    }

    @Override
    public Table run() throws Exception {
        Table table = new Table(
                "Local runtime: " + schedules + " schedules that fire hourly",
                "virtual days",
                "firings",
                "seconds",
                "firings per second",
                "µs per firing",
                "heap afterwards, MiB",
                "peak resident, MiB");
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
        // Console output is formatted and then discarded.
        Console console = new Console(OutputStream.nullOutputStream());
        LocalSettings manual = settings.withSpeed(ClockSpeed.MANUAL).withStart(BEGIN);
        try (LocalSystem system = LocalSystem.open(manual, Functions.REAL, console)) {
            for (int i = 0; i < schedules; i++) {
                create(system, name(i), "");
            }
            system.runDue();
            long start = System.nanoTime();
            system.advance(Duration.ofDays(virtualDays));
            double seconds = (System.nanoTime() - start) / NANOS;
            checkAllFired(system, schedules, virtualDays);
            row(table, virtualDays + ", " + where, (long) schedules * virtualDays * HOURS, seconds);
        }
    }

    private static void row(Table table, String what, long firings, double seconds) {
        table.row(
                what,
                "%,d".formatted(firings),
                Table.number(seconds),
                Table.number(firings / seconds),
                Table.number(seconds * 1e6 / firings),
                Table.number(Memory.heapMebibytes()),
                Memory.peakResident(ProcessHandle.current().pid()));
    }

    static String name(int number) {
        return "schedule " + number;
    }

    /** @param more fields of the definition, each after a comma */
    static void create(LocalSystem system, String name, String more) {
        String command = "{\"action\":\"create\",\"schedule\":{\"name\":\"" + name
                + "\",\"schedule_expression\":\"rate(1 hour)\",\"target_type\":\"web_action\","
                + "\"payload\":{\"action\":\"check\"}" + more + "}}";
        system.topics().publish(system.stage().scheduleCreation(), new TopicMessage(command, Map.of()));
    }

    /** Checks that each schedule fired once at the start and once per hour. */
    static void checkAllFired(LocalSystem system, int schedules, int virtualDays) {
        for (int i = 0; i < schedules; i++) {
            long count =
                    system.history().state(ScheduleName.parse(name(i)).id()).executionCount();
            if (count != virtualDays * (long) HOURS + 1) {
                throw new IllegalStateException(name(i) + " fired " + count + " times");
            }
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
                long start = System.nanoTime();
                for (long i = 0; i < firings; i++) {
                    String schedule = "sched_" + i % 1_000;
                    String at = BEGIN.plusSeconds(i / 1_000 * 3_600).toString();
                    run(connection, claim, schedule, at, "in_progress");
                    run(connection, insertMessage, i, "{\"schedule\":\"" + schedule + "\",\"at\":\"" + at + "\"}");
                    run(connection, complete, "published", schedule, at);
                }
                row(table, "the database alone", firings, (System.nanoTime() - start) / NANOS);
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
