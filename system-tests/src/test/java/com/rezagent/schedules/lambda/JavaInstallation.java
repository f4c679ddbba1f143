package com.rezagent.schedules.lambda;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Java installation that can run functions.
 *
 * @param feature the feature release, like 25
 */
public record JavaInstallation(int feature, Path home) {
    /** The feature release in the template. */
    public static final int DEPLOYED = 25;

    private static final File STANDARD_DIRECTORY = new File("/usr/lib/jvm");

    /** Returns the installation that runs the tests. */
    public static JavaInstallation running() {
        return new JavaInstallation(Runtime.version().feature(), Path.of(System.getProperty("java.home")));
    }

    /**
     * Returns an installation of the release that Lambda runs the functions on: the one in {@code JAVA25_HOME}, else
     * the running one if it has this release, else a Temurin in the standard directory of Linux.
     *
     * @throws IllegalStateException if there is none and the environment has {@code REQUIRE_JAVA25=true}
     */
    public static Optional<JavaInstallation> deployed() {
        Optional<JavaInstallation> found = fromEnvironment()
                .or(() -> Optional.of(running()).filter(it -> it.feature() == DEPLOYED))
                .or(JavaInstallation::inStandardDirectory);
        if (found.isEmpty() && Boolean.parseBoolean(System.getenv("REQUIRE_JAVA25"))) {
            throw new IllegalStateException("REQUIRE_JAVA25: no Java 25 found; set JAVA25_HOME to its directory");
        }
        return found;
    }

    private static Optional<JavaInstallation> fromEnvironment() {
        return Optional.ofNullable(System.getenv("JAVA25_HOME"))
                .filter(it -> !it.isBlank())
                .map(it -> new JavaInstallation(DEPLOYED, Path.of(it)));
    }

    private static Optional<JavaInstallation> inStandardDirectory() {
        File[] folders = STANDARD_DIRECTORY.listFiles((all, name) -> name.startsWith("temurin-25"));
        return Stream.ofNullable(folders)
                .flatMap(Stream::of)
                .map(it -> new JavaInstallation(DEPLOYED, it.toPath()))
                .filter(it -> Files.isExecutable(it.program()))
                .findFirst();
    }

    /** Returns the path of the {@code java} program. */
    public Path program() {
        return home.resolve("bin").resolve("java");
    }

    @Override
    public String toString() {
        return "Java " + feature;
    }
}
