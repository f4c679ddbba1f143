package com.rezagent.schedules.figures;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Times small actions side by side: runs each until it gets no faster, then gives each a turn in every round, and takes
 * the median of the rounds. It counts the thread's own CPU time, which others on the machine disturb less than the clock on the wall.
 *
 * @param warmUpMillis how long an action runs before anybody looks whether it has become faster
 * @param rounds how many turns each action has
 * @param roundMillis how long a turn is
 */
record Sampler(long warmUpMillis, int rounds, long roundMillis) {
    static final Sampler THOROUGH = new Sampler(1_000, 25, 60);

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final double NANOS_PER_MILLI = 1e6;
    private static final int LONGEST_WARM_UP = 10;
    private static final double NO_FASTER = 0.97;

    /** What is timed. */
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }

    /** The microseconds of CPU that each action takes. */
    List<Double> microseconds(List<Action> actions) throws Exception {
        for (Action action : actions) {
            warmUp(action);
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

    private void warmUp(Action action) throws Exception {
        double best = Double.MAX_VALUE;
        int inVain = 0;
        for (int i = 0; i < LONGEST_WARM_UP && inVain < 2; i++) {
            double took = turn(action, warmUpMillis);
            inVain = took < best * NO_FASTER ? 0 : inVain + 1;
            best = Math.min(best, took);
        }
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
