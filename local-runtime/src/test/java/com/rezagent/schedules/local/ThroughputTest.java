package com.rezagent.schedules.local;

import com.rezagent.schedules.local.clock.Pace;
import com.rezagent.schedules.topic.TopicMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ThroughputTest {
    @Test
    void a_month_of_a_thousand_hourly_schedules() {
        int n = Integer.getInteger("n", 100);
        try (LocalSystem system = LocalSystem.open(
                LocalSettings.inMemory().at(Pace.MANUAL).startingAt(Instant.parse("2025-11-06T20:00:00Z")))) {
            for (int i = 0; i < n; i++) {
                system.topics()
                        .publish(
                                system.stage().scheduleCreation(),
                                new TopicMessage(
                                        "{\"action\":\"create\",\"schedule\":{\"name\":\"s" + i
                                                + "\",\"schedule_expression\":\"rate(1 hour)\",\"target_type\":\"web_action\",\"payload\":{\"a\":1}}}",
                                        Map.of()));
            }
            long t0 = System.nanoTime();
            system.settle();
            System.out.printf("created %d in %d ms%n", n, (System.nanoTime() - t0) / 1_000_000);
            t0 = System.nanoTime();
            long cpu0 = java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            system.advance(Duration.ofDays(Integer.getInteger("days", 2)));
            double s = (System.nanoTime() - t0) / 1e9;
            System.out.printf(
                    "cpu %.1f s%n",
                    (java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu0) / 1e9);
            var schedule = system.store()
                    .list(new com.rezagent.schedules.schedule.ScheduleQuery(null, null, 1, null))
                    .items()
                    .get(0);
            long count = system.store().find(schedule.id()).orElseThrow().executionCount();
            System.out.printf(
                    "%d firings in %.1f s: %.0f/s; dead %d%n",
                    count * n, s, count * n / s, system.deadLetters().all().size());
            system.deadLetters().all().stream().limit(2).forEach(System.out::println);
        }
    }
}
