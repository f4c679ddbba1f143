package com.rezagent.schedules.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Java that can run functions.
 *
 * @param feature its feature release, like 25
 */
public record JavaInstallation(int feature, Path home) {
    /** The release that the template names. */
    public static final int DEPLOYED = 25;

    private static final Path USUAL = Path.of("/usr/lib/jvm");

    /** The one that runs the tests. */
    public static JavaInstallation running() {
        return new JavaInstallation(Runtime.version().feature(), Path.of(System.getProperty("java.home")));
    }

    /**
     * The one that Lambda runs the functions on: what {@code JAVA25_HOME} names, else the running one if it is that, else
     * a Temurin where Linux keeps them. {@code REQUIRE_JAVA25=true} in the environment makes it a failure that there is
     * none.
     */
    public static Optional<JavaInstallation> deployed() {
        Optional<JavaInstallation> found = named().or(
                        () -> Optional.of(running()).filter(it -> it.feature() == DEPLOYED))
                .or(JavaInstallation::usual);
        if (found.isEmpty() && Boolean.parseBoolean(System.getenv("REQUIRE_JAVA25"))) {
            throw new IllegalStateException("REQUIRE_JAVA25: no Java 25; name its folder in JAVA25_HOME");
        }
        return found;
    }

    private static Optional<JavaInstallation> named() {
        return Optional.ofNullable(System.getenv("JAVA25_HOME"))
                .filter(it -> !it.isBlank())
                .map(it -> new JavaInstallation(DEPLOYED, Path.of(it)));
    }

    private static Optional<JavaInstallation> usual() {
        if (!Files.isDirectory(USUAL)) {
            return Optional.empty();
        }
        try (Stream<Path> folders = Files.list(USUAL)) {
            return folders.filter(it -> it.getFileName().toString().startsWith("temurin-25"))
                    .map(it -> new JavaInstallation(DEPLOYED, it))
                    .filter(it -> Files.isExecutable(it.program()))
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The {@code java} program. */
    public Path program() {
        return home.resolve("bin").resolve("java");
    }

    @Override
    public String toString() {
        return "Java " + feature;
    }
}
