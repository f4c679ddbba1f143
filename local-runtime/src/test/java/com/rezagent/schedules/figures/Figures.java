package com.rezagent.schedules.figures;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Measures, and prints what docs/evidence/performance.md shows. Each section runs in a JVM of its own, one after the other, so that
 * none warms or fills another's.
 *
 * <pre>{@code mvn -Pfigures -Dfigures="handlers month"}</pre>
 *
 * runs only the sections named: {@code handlers}, {@code start}, {@code create}, {@code month}, {@code list}.
 */
public final class Figures {
    private static final String HERE = "--here";
    private static final Map<String, Section> SECTIONS = new LinkedHashMap<>();

    static {
        SECTIONS.put("handlers", new Section(new WarmHandlers(Sampler.THOROUGH), "1g"));
        SECTIONS.put("start", new Section(new FirstResponse(11), "256m"));
        SECTIONS.put("create", new Section(new CreateEndToEnd(2_000), "1g"));
        SECTIONS.put("month", new Section(new Month(1_000, 30), "4g"));
        SECTIONS.put("list", new Section(new LongList(100, 1_000_000, Sampler.THOROUGH), "6g"));
    }

    /** @param heap what its JVM may use, as {@code -Xmx} takes it */
    private record Section(Measurement measurement, String heap) {}

    private Figures() {}

    public static void main(String[] arguments) throws Exception {
        List<String> names = new ArrayList<>(Arrays.asList(arguments));
        boolean here = names.remove(HERE);
        names.removeIf(String::isBlank);
        for (String name : names) {
            if (!SECTIONS.containsKey(name)) {
                System.err.println("There is no section " + name + "; there are " + SECTIONS.keySet());
                System.exit(2);
            }
        }
        for (String name : names.isEmpty() ? SECTIONS.keySet() : names) {
            if (here) {
                System.out.println(SECTIONS.get(name).measurement().run().markdown());
            } else {
                runApart(name);
            }
        }
        if (!here) {
            System.out.println(machine());
        }
    }

    private static void runApart(String name) throws Exception {
        Process process = new ProcessBuilder(
                        java(),
                        "-Xmx" + SECTIONS.get(name).heap(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dproject.root=" + System.getProperty("project.root", "."),
                        Figures.class.getName(),
                        HERE,
                        name)
                .inheritIO()
                .start();
        Thread stop = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(stop);
        if (process.waitFor() != 0) {
            System.err.println("Section " + name + " ended with " + process.exitValue());
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
