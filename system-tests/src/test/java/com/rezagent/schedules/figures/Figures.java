package com.rezagent.schedules.figures;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs the measurements of docs/evidence/performance.md and prints their tables. The sections run one after the other,
 * each in a separate JVM, so that they do not affect each other's compilation and heap.
 *
 * <pre>{@code mvn -Pfigures -Dfigures="handlers month"}</pre>
 *
 * runs only the given sections: {@code handlers}, {@code start}, {@code create}, {@code month}, {@code reports},
 * {@code dashboard}, {@code list}.
 */
public final class Figures {
    private static final String IN_THIS_JVM = "--here";
    private static final Map<String, Section> SECTIONS = new LinkedHashMap<>();

    static {
        SECTIONS.put("handlers", new Section(new WarmHandlers(Sampler.THOROUGH), "1g"));
        SECTIONS.put("start", new Section(new FirstResponse(11), "256m"));
        SECTIONS.put("create", new Section(new CreateEndToEnd(2_000), "1g"));
        SECTIONS.put("month", new Section(new Month(1_000, 30), "4g"));
        SECTIONS.put("reports", new Section(new MonthWithReports(1_000, 3, 5), "4g"));
        SECTIONS.put("dashboard", new Section(new DashboardTimes(10_000, 100, 200, 200), "1g"));
        SECTIONS.put("list", new Section(new LongList(100, 1_000_000, Sampler.THOROUGH), "6g"));
    }

    /**
     * A section of the document.
     *
     * @param heap the maximum heap of its JVM, in the format of {@code -Xmx}
     */
    private record Section(Measurement measurement, String heap) {}

    private Figures() {}

    public static void main(String[] arguments) throws Exception {
        List<String> names = new ArrayList<>(Arrays.asList(arguments));
        boolean inThisJvm = names.remove(IN_THIS_JVM);
        names.removeIf(String::isBlank);
        for (String name : names) {
            if (!SECTIONS.containsKey(name)) {
                System.err.println("Unknown section " + name + "; allowed sections are " + SECTIONS.keySet());
                System.exit(2);
            }
        }
        for (String name : names.isEmpty() ? SECTIONS.keySet() : names) {
            if (inThisJvm) {
                System.out.println(SECTIONS.get(name).measurement().run().markdown());
            } else {
                runInNewJvm(name);
            }
        }
        if (!inThisJvm) {
            System.out.println(machine());
        }
    }

    private static void runInNewJvm(String name) throws Exception {
        Process process = new ProcessBuilder(
                        java(),
                        "-Xmx" + SECTIONS.get(name).heap(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dproject.root=" + System.getProperty("project.root", "."),
                        Figures.class.getName(),
                        IN_THIS_JVM,
                        name)
                .inheritIO()
                .start();
        Thread stop = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(stop);
        if (process.waitFor() != 0) {
            System.err.println("Section " + name + " failed with exit code " + process.exitValue());
        }
        process.waitFor(1, TimeUnit.SECONDS);
        Runtime.getRuntime().removeShutdownHook(stop);
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static String machine() {
        return "Java " + Runtime.version().feature() + ", " + System.getProperty("os.arch") + ", "
                + Runtime.getRuntime().availableProcessors() + " processors.";
    }
}
