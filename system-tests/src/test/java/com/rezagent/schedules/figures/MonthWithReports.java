package com.rezagent.schedules.figures;

import com.rezagent.schedules.local.clock.ClockSpeed;
import com.rezagent.schedules.local.console.Console;
import com.rezagent.schedules.local.consumer.ConsumerBehavior;
import com.rezagent.schedules.local.consumer.ConsumerSettings;
import com.rezagent.schedules.local.consumer.ReportStyle;
import com.rezagent.schedules.local.system.Functions;
import com.rezagent.schedules.local.system.LocalSettings;
import com.rezagent.schedules.local.system.LocalSystem;
import com.rezagent.schedules.schedule.ScheduleName;
import com.sun.management.OperatingSystemMXBean;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Measures {@link Month} with reports on a tenth of the schedules beside the one without any, in turns; the ratio is the
 * median of the ratios of the rounds. CPU time is that of the whole process, with its garbage collection. The consumer of the reported ones succeeds five seconds after each firing.
 */
final class MonthWithReports implements Measurement {
    private static final double NANOS = 1e9;
    private static final int HOURS = 24;
    private static final int ONE_IN = 10;
    private static final String POLICY = ",\"run_policy\":{\"expect_report\":true}";

    private final int schedules;
    private final int days;
    private final int rounds;

    /** @param days virtual days of each round; a first round is not measured */
    MonthWithReports(int schedules, int days, int rounds) {
        this.schedules = schedules;
        this.days = days;
        this.rounds = rounds;
    }

    @Override
    public Table run() {
        List<Cost> without = new ArrayList<>();
        List<Cost> with = new ArrayList<>();
        for (int round = 0; round <= rounds; round++) {
            Cost plain = cost(false);
            Cost reported = cost(true);
            if (round > 0) {
                without.add(plain);
                with.add(reported);
            }
        }
        long firings = (long) schedules * days * HOURS;
        Table table = new Table(
                "Local runtime: reports on a tenth of " + schedules + " schedules, " + days + " virtual days",
                "medians of " + rounds + " rounds",
                "firings",
                "reports",
                "seconds",
                "CPU seconds",
                "µs of CPU per firing");
        row(table, "without reports", firings, 0, without);
        row(table, "with reports on a tenth", firings, (long) reported() * days * HOURS, with);
        String cpu = ratio(without, with, Cost::cpuSeconds);
        return table.row("ratio", "1", "1 in " + ONE_IN, ratio(without, with, Cost::seconds), cpu, cpu);
    }

    private record Cost(double seconds, double cpuSeconds) {}

    private static void row(Table table, String what, long firings, long reports, List<Cost> costs) {
        double cpuSeconds = median(costs.stream().map(Cost::cpuSeconds).toList());
        table.row(
                what,
                "%,d".formatted(firings),
                "%,d".formatted(reports),
                Table.number(median(costs.stream().map(Cost::seconds).toList())),
                Table.number(cpuSeconds),
                Table.number(cpuSeconds * 1e6 / firings));
    }

    /** Returns the median of the ratios of the rounds, with the smallest and the largest. */
    private static String ratio(List<Cost> without, List<Cost> with, ToDoubleFunction<Cost> what) {
        List<Double> ratios = IntStream.range(0, with.size())
                .mapToObj(it -> what.applyAsDouble(with.get(it)) / what.applyAsDouble(without.get(it)))
                .sorted()
                .toList();
        return "%s (%s to %s)"
                .formatted(
                        Table.number(median(ratios)),
                        Table.number(ratios.get(0)),
                        Table.number(ratios.get(ratios.size() - 1)));
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private int reported() {
        return (schedules + ONE_IN - 1) / ONE_IN;
    }

    private Cost cost(boolean isReported) {
        Console console = new Console(OutputStream.nullOutputStream());
        LocalSettings manual =
                LocalSettings.inMemory().withSpeed(ClockSpeed.MANUAL).withStart(Month.BEGIN);
        try (LocalSystem system = LocalSystem.open(manual, Functions.REAL, console)) {
            if (isReported) {
                system.consumers()
                        .add(new ConsumerSettings(
                                system.stage().webActions(),
                                ConsumerBehavior.SUCCEED,
                                0,
                                Duration.ofSeconds(5),
                                ReportStyle.REPORT));
            }
            for (int i = 0; i < schedules; i++) {
                Month.create(system, Month.name(i), isReported && i % ONE_IN == 0 ? POLICY : "");
            }
            system.runDue();
            long start = System.nanoTime();
            long cpuStart = cpuNanos();
            // So that the last report arrives.
            system.advance(Duration.ofDays(days).plusSeconds(10));
            Cost cost = new Cost((System.nanoTime() - start) / NANOS, (cpuNanos() - cpuStart) / NANOS);
            Month.checkAllFired(system, schedules, days);
            if (isReported) {
                checkAllSucceeded(system);
            }
            return cost;
        }
    }

    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private void checkAllSucceeded(LocalSystem system) {
        for (int i = 0; i < schedules; i += ONE_IN) {
            var recent = system.history()
                    .state(ScheduleName.parse(Month.name(i)).id())
                    .shownRecent();
            if (recent.isEmpty() || recent.values().stream().anyMatch(it -> !it.equals("succeeded"))) {
                throw new IllegalStateException(Month.name(i) + " has " + recent);
            }
        }
    }
}
