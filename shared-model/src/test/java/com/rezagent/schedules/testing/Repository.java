package com.rezagent.schedules.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of this repository: samples, documents, the template and what was built. */
public final class Repository {
    /** The system property {@code project.root}; without it the nearest folder that contains the template. */
    public static final Path ROOT = root();

    private static final String ENVIRONMENT = "env.local.json";

    private Repository() {}

    private static Path root() {
        Path root = Path.of(System.getProperty("project.root", "")).toAbsolutePath();
        while (!Files.exists(root.resolve("template.yaml"))) {
            root = root.getParent();
        }
        return root;
    }

    /** Returns the text of a file. */
    public static String text(String path) {
        try {
            return Files.readString(ROOT.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the text of a sample event, a file in {@code events}. */
    public static String sample(String name) {
        return text("events/" + name);
    }

    /** Returns the names of the sample events that begin with a prefix, in order. */
    public static List<String> samples(String prefix) {
        try (Stream<Path> files = Files.list(ROOT.resolve("events"))) {
            return files.map(it -> it.getFileName().toString())
                    .filter(it -> it.startsWith(prefix) && it.endsWith(".json") && !it.equals(ENVIRONMENT))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
