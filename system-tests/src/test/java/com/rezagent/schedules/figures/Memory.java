package com.rezagent.schedules.figures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory use of a process. */
final class Memory {
    private static final double KIBI = 1_024;
    private static final double MEBI = 1_024 * 1_024;

    private Memory() {}

    /** Returns the used heap of this JVM after a garbage collection, in MiB. */
    static double heapMebibytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) / MEBI;
    }

    /** Returns the peak resident memory of a process in MiB, formatted for a table; "unknown" except on Linux. */
    static String peakResident(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(it -> it.startsWith("VmHWM:"))
                    .map(it -> Table.number(Double.parseDouble(it.replaceAll("[^0-9]", "")) / KIBI))
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
