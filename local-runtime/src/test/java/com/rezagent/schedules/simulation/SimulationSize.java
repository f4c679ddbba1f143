package com.rezagent.schedules.simulation;

import java.time.Duration;

/**
 * How much is tried: the quick part with every build, all of it with {@code mvn -Psimulation verify}. {@code
 * -Dsimulation.seed} and {@code -Dsimulation.steps} choose another walk; {@code -Dsimulation.oneIn=50} makes the
 * long run try about a fiftieth, to see that it would come to its end.
 */
final class SimulationSize {
    private SimulationSize() {}

    static boolean isLong() {
        return Boolean.getBoolean("simulation.long");
    }

    /** Of how many that could be tried one is; 1 but for a trial. */
    static int oneIn() {
        return Integer.getInteger("simulation.oneIn", 1);
    }

    static long seed() {
        return Long.getLong("simulation.seed", 20251106L);
    }

    static int steps() {
        return Integer.getInteger("simulation.steps", isLong() ? 100_000 / oneIn() : 3_000);
    }

    static void report(String what) {
        System.out.println("simulation: " + (oneIn() > 1 ? "one in " + oneIn() + ": " : "") + what);
    }

    static void report(String what, Duration took) {
        report(what + ", in " + took.toSeconds() + " s");
    }

    /** @param nanos by {@link System#nanoTime} */
    static Duration elapsedSince(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
