package com.rezagent.schedules.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.local.clock.Pace;
import com.rezagent.schedules.local.console.Terminal;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.topic.TopicMessage;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * How fast virtual time passes. Not part of the test run: {@code mvn -pl local-runtime -am test -Dtest=ThroughputBench
 * -Dsurefire.failIfNoSpecifiedTests=false -Dtest.jvm="-Dschedules=1000 -Ddays=30"}; {@code -Ddata=DIR} keeps it in a file.
 */
class ThroughputBench {
    private static final double NANOS = 1e9;

    @Test
    void hourly_schedules_over_virtual_days() {
        int schedules = Integer.getInteger("schedules", 1_000);
        int days = Integer.getInteger("days", 30);
        LocalSettings settings =
                LocalSettings.inMemory().at(Pace.MANUAL).startingAt(Instant.parse("2025-11-06T20:00:00Z"));
        String data = System.getProperty("data");
        if (data != null) {
            settings = settings.keptIn(Path.of(data));
        }
        if (Boolean.getBoolean("noreconcile")) {
            settings = settings.withoutReconciling();
        }
        // Lines are made as for a person, and thrown away.
        Terminal terminal = new Terminal(OutputStream.nullOutputStream());
        try (LocalSystem system = LocalSystem.open(settings, Functions.REAL, terminal)) {
            long began = System.nanoTime();
            for (int i = 0; i < schedules; i++) {
                create(system, "schedule " + i);
            }
            system.settle();
            double creating = (System.nanoTime() - began) / NANOS;
            began = System.nanoTime();
            long cpu = cpu();
            system.advance(Duration.ofDays(days));
            double firing = (System.nanoTime() - began) / NANOS;
            long fired = schedules * (days * 24L);
            System.out.printf(
                    "%d schedules created in %.1f s; %d firings in %.1f s (%.1f s of CPU): %.0f a second%n",
                    schedules, creating, fired, firing, (cpu() - cpu) / NANOS, fired / firing);
            system.store()
                    .list(new ScheduleQuery(null, null, 100, null))
                    .items()
                    .forEach(it -> assertThat(
                                    system.store().find(it.id()).orElseThrow().executionCount())
                            .isEqualTo(days * 24L + 1));
        }
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static void create(LocalSystem system, String name) {
        system.topics()
                .publish(
                        system.stage().scheduleCreation(),
                        new TopicMessage(
                                "{\"action\":\"create\",\"schedule\":{\"name\":\"" + name
                                        + "\",\"schedule_expression\":\"rate(1 hour)\",\"target_type\":\"web_action\","
                                        + "\"payload\":{\"action\":\"check\"}}}",
                                Map.of()));
    }
}
