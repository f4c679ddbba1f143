package com.rezagent.schedules.figures;

import com.rezagent.schedules.figures.Month.Cost;
import com.rezagent.schedules.local.system.LocalSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Measures {@link Month} with reports on a tenth of the schedules beside the one without any, in turns; the ratio is the
 * median of the ratios of the rounds.
 *
 * @param days virtual days of each round; a first round is not measured
 */
record MonthWithReports(int schedules, int days, int rounds) implements Measurement {
    private static final int ONE_IN = 10;

    @Override
    public Table run() {
        List<Cost> without = new ArrayList<>();
        List<Cost> with = new ArrayList<>();
        for (int round = 0; round <= rounds; round++) {
            without.add(Month.cost(LocalSettings.inMemory(), schedules, days, 0));
            with.add(Month.cost(LocalSettings.inMemory(), schedules, days, ONE_IN));
        }
        without.remove(0);
        with.remove(0);
        long firings = (long) schedules * days * Month.HOURS;
        long reports = (schedules + ONE_IN - 1L) / ONE_IN * days * Month.HOURS;
        Table table = new Table(
                "Local runtime: reports on a tenth of " + schedules + " schedules, " + days + " virtual days",
                "medians of " + rounds + " rounds | firings | reports | seconds | CPU seconds | µs of CPU per firing");
        row(table, "without reports", firings, 0, without);
        row(table, "with reports on a tenth", firings, reports, with);
        String cpu = ratio(without, with, Cost::cpuSeconds);
        return table.row("ratio", "1", "1 in " + ONE_IN, ratio(without, with, Cost::seconds), cpu, cpu);
    }

    private static void row(Table table, String what, long firings, long reports, List<Cost> costs) {
        double cpuSeconds = Sampler.median(costs, Cost::cpuSeconds);
        double seconds = Sampler.median(costs, Cost::seconds);
        table.row(what, firings, reports, seconds, cpuSeconds, cpuSeconds * 1e6 / firings);
    }

    /** Returns the median of the ratios of the rounds, with the smallest and the largest. */
    private static String ratio(List<Cost> without, List<Cost> with, ToDoubleFunction<Cost> what) {
        double[] ratios = IntStream.range(0, with.size())
                .mapToDouble(it -> what.applyAsDouble(with.get(it)) / what.applyAsDouble(without.get(it)))
                .toArray();
        return "%s (%s to %s)"
                .formatted(DoubleStream.of(0.5, 0, 1)
                        .mapToObj(it -> Table.number(Sampler.percentile(ratios, it)))
                        .toArray());
    }
}
