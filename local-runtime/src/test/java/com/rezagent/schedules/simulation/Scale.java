package com.rezagent.schedules.simulation;

/**
 * How much is tried: the quick part with every build, all of it with {@code mvn -Psimulation verify}. {@code
 * -Dsimulation.seed} and {@code -Dsimulation.steps} choose another walk.
 */
final class Scale {
    private Scale() {}

    static boolean isLong() {
        return Boolean.getBoolean("simulation.long");
    }

    static long seed() {
        return Long.getLong("simulation.seed", 20251106L);
    }

    static int steps() {
        return Integer.getInteger("simulation.steps", isLong() ? 100_000 : 3_000);
    }

    static void report(String what) {
        System.out.println("simulation: " + what);
    }
}
