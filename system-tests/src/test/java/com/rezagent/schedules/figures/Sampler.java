package com.rezagent.schedules.figures;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Compares the duration of small actions: runs each until it gets no faster, then measures each once per round, and
 * takes the median of the rounds. Measures the CPU time of the thread, which other load affects less than wall-clock
 * time.
 *
 * @param warmUpMillis the length of a warm-up run, after which the duration is compared with the previous ones
 * @param rounds the number of measurements per action
 * @param roundMillis the length of a measurement
 */
record Sampler(long warmUpMillis, int rounds, long roundMillis) {
    static final Sampler THOROUGH = new Sampler(1_000, 25, 60);

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final double NANOS_PER_MILLI = 1e6;
    private static final int MAX_WARM_UPS = 10;
    private static final double NO_FASTER = 0.97;

    /** A measured action. */
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }

    /** Returns the median CPU time of each action, in microseconds. */
    List<Double> microseconds(List<Action> actions) throws Exception {
        for (Action action : actions) {
            warmUp(action);
        }
        double[][] samples = new double[actions.size()][rounds];
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < samples.length; i++) {
                samples[i][round] = measure(actions.get(i), roundMillis);
            }
        }
        return Stream.of(samples).map(it -> percentile(it, 0.5)).toList();
    }

    private void warmUp(Action action) throws Exception {
        double best = Double.MAX_VALUE;
        int withoutImprovement = 0;
        for (int i = 0; i < MAX_WARM_UPS && withoutImprovement < 2; i++) {
            double took = measure(action, warmUpMillis);
            withoutImprovement = took < best * NO_FASTER ? 0 : withoutImprovement + 1;
            best = Math.min(best, took);
        }
    }

    private static double measure(Action action, long millis) throws Exception {
        long count = 0;
        long start = THREADS.getCurrentThreadCpuTime();
        long end = start + (long) (millis * NANOS_PER_MILLI);
        long now = start;
        while (now < end) {
            action.run();
            count++;
            now = THREADS.getCurrentThreadCpuTime();
        }
        return (now - start) / 1e3 / count;
    }

    static <T> double median(List<T> measured, ToDoubleFunction<T> value) {
        return percentile(measured.stream().mapToDouble(value).toArray(), 0.5);
    }

    static double percentile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
    }
}
