package com.rezagent.schedules.figures;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Times small actions side by side: warms all of them up, then gives each a turn in every round, and takes the median of
 * the rounds. It counts the thread's own CPU time, which others on the machine disturb less than the clock on the wall.
 *
 * @param warmUpMillis each action's
 * @param rounds how many turns each action has
 * @param roundMillis how long a turn is
 */
record Sampler(long warmUpMillis, int rounds, long roundMillis) {
    static final Sampler THOROUGH = new Sampler(3_000, 25, 60);

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final double NANOS_PER_MILLI = 1e6;

    /** What is timed. */
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }

    /** The microseconds of CPU that each action takes. */
    List<Double> microseconds(List<Action> actions) throws Exception {
        for (Action action : actions) {
            turn(action, warmUpMillis);
        }
        double[][] turns = new double[actions.size()][rounds];
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < turns.length; i++) {
                turns[i][round] = turn(actions.get(i), roundMillis);
            }
        }
        List<Double> medians = new ArrayList<>();
        for (double[] turn : turns) {
            medians.add(percentile(turn, 0.5));
        }
        return medians;
    }

    private static double turn(Action action, long millis) throws Exception {
        long count = 0;
        long began = THREADS.getCurrentThreadCpuTime();
        long end = began + (long) (millis * NANOS_PER_MILLI);
        long now = began;
        while (now < end) {
            action.run();
            count++;
            now = THREADS.getCurrentThreadCpuTime();
        }
        return (now - began) / 1e3 / count;
    }

    static double percentile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
    }
}
