package com.rezagent.schedules.figures;

import com.rezagent.schedules.local.Functions;
import com.rezagent.schedules.local.LocalSettings;
import com.rezagent.schedules.local.LocalSystem;
import com.rezagent.schedules.local.clock.ClockSpeed;
import com.rezagent.schedules.local.console.Console;
import com.rezagent.schedules.schedule.ScheduleName;
import com.rezagent.schedules.topic.TopicMessage;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * How fast virtual time passes: schedules that fire hourly, for some days, with the hourly reconcile. Beside it what the
 * embedded database takes alone for the three transactions of a firing: a claim, a message, a record.
 */
final class Month implements Measurement {
    private static final double NANOS = 1e9;
    private static final int HOURS = 24;
    private static final int KEPT_SHARE = 5;
    private static final Instant BEGIN = Instant.parse("2025-11-06T20:00:00Z");

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
                "firings a second",
                "µs a firing",
                "heap afterwards, MiB",
                "resident at most, MiB");
        row(table, days, "in memory", LocalSettings.inMemory());
        bare(table, (long) schedules * days * HOURS / KEPT_SHARE);
        Path directory = Scratch.directory();
        try {
            row(
                    table,
                    Math.max(1, days / KEPT_SHARE),
                    "kept in a file (`--data`)",
                    LocalSettings.inMemory().keptIn(directory));
        } finally {
            Scratch.delete(directory);
        }
        return table;
    }

    private void row(Table table, int its, String where, LocalSettings settings) {
        // Lines are made as for a person, and thrown away.
        Console console = new Console(OutputStream.nullOutputStream());
        LocalSettings manual = settings.at(ClockSpeed.MANUAL).startingAt(BEGIN);
        try (LocalSystem system = LocalSystem.open(manual, Functions.REAL, console)) {
            for (int i = 0; i < schedules; i++) {
                create(system, name(i));
            }
            system.runDue();
            long began = System.nanoTime();
            system.advance(Duration.ofDays(its));
            double seconds = (System.nanoTime() - began) / NANOS;
            checkAllFired(system, its);
            row(table, its + ", " + where, (long) schedules * its * HOURS, seconds);
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

    private static String name(int number) {
        return "schedule " + number;
    }

    private static void create(LocalSystem system, String name) {
        String command = "{\"action\":\"create\",\"schedule\":{\"name\":\"" + name
                + "\",\"schedule_expression\":\"rate(1 hour)\",\"target_type\":\"web_action\","
                + "\"payload\":{\"action\":\"check\"}}}";
        system.topics().publish(system.stage().scheduleCreation(), new TopicMessage(command, Map.of()));
    }

    /** One firing each hour, and the one at the start. */
    private void checkAllFired(LocalSystem system, int its) {
        for (int i = 0; i < schedules; i++) {
            long count = system.store()
                    .find(ScheduleName.parse(name(i)).id())
                    .orElseThrow()
                    .executionCount();
            if (count != its * (long) HOURS + 1) {
                throw new IllegalStateException(name(i) + " fired " + count + " times");
            }
        }
    }

    /** The anchor. */
    private static void bare(Table table, long firings) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:", "sa", "")) {
            connection.setAutoCommit(false);
            connection
                    .createStatement()
                    .execute("CREATE TABLE executions (schedule VARCHAR(64), at VARCHAR(64), outcome VARCHAR(16),"
                            + " PRIMARY KEY (schedule, at))");
            connection.createStatement().execute("CREATE TABLE messages (place BIGINT PRIMARY KEY, body VARCHAR)");
            try (PreparedStatement claim = connection.prepareStatement("INSERT INTO executions VALUES (?, ?, ?)");
                    PreparedStatement keep = connection.prepareStatement("INSERT INTO messages VALUES (?, ?)");
                    PreparedStatement end = connection.prepareStatement(
                            "UPDATE executions SET outcome = ? WHERE schedule = ? AND at = ?")) {
                long began = System.nanoTime();
                for (long i = 0; i < firings; i++) {
                    String schedule = "sched_" + i % 1_000;
                    String at = BEGIN.plusSeconds(i / 1_000 * 3_600).toString();
                    run(connection, claim, schedule, at, "in_progress");
                    run(connection, keep, i, "{\"schedule\":\"" + schedule + "\",\"at\":\"" + at + "\"}");
                    run(connection, end, "published", schedule, at);
                }
                row(table, "the database alone", firings, (System.nanoTime() - began) / NANOS);
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
