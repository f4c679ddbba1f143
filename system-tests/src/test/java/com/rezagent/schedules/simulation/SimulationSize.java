package com.rezagent.schedules.simulation;

import java.time.Duration;

/**
 * How much the simulation runs: a quick part in every build, everything with {@code mvn -Psimulation verify}. {@code
 * -Dsimulation.seed} and {@code -Dsimulation.steps} select another random walk. {@code -Dsimulation.oneIn=50} makes the
 * long run do about a fiftieth, to check that it would complete.
 */
final class SimulationSize {
    private SimulationSize() {}

    static boolean isLong() {
        return Boolean.getBoolean("simulation.long");
    }

    /** Returns n if the long run does only one case in n; default 1. */
    static int oneIn() {
        return Integer.getInteger("simulation.oneIn", 1);
    }

    static long seed() {
        return Long.getLong("simulation.seed", 20251106L);
    }

    static int steps() {
        return Integer.getInteger("simulation.steps", isLong() ? 100_000 / oneIn() : 3_000);
    }

    static void report(String message) {
        System.out.println("simulation: " + (oneIn() > 1 ? "one in " + oneIn() + ": " : "") + message);
    }

    static void report(String message, Duration elapsed) {
        report(message + ", in " + elapsed.toSeconds() + " s");
    }

    /** @param startNanos from {@link System#nanoTime} */
    static Duration elapsedSince(long startNanos) {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }
}
