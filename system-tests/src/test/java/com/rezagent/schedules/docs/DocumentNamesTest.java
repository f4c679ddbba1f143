package com.rezagent.schedules.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.testing.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Everything that the documents refer to exists: links, files, classes, Maven profiles, modules and tests. */
class DocumentNamesTest {
    private static final Set<String> IGNORED_FOLDERS = Set.of("target", ".git", "node_modules");

    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern PATH =
            Pattern.compile("\\.?[\\w-]+(/[\\w.-]+)+/?|[\\w-]+\\.(md|java|json|yaml|toml|xml|sh)");
    private static final Pattern CLASS = Pattern.compile("[A-Z][a-z0-9]+([A-Z][A-Za-z0-9]*)+");
    private static final Pattern TEST_METHOD = Pattern.compile("([A-Z]\\w*(?:Test|IT|Contract|Releases))\\.(\\w+)");
    private static final Pattern PROFILE = Pattern.compile("mvn [^`\\n]*?-P ?(\\w[\\w-]*)");
    private static final Pattern TESTS = Pattern.compile("-D(?:it\\.)?test=['\"]?([\\w,]+)");
    private static final Pattern MODULES = Pattern.compile("mvn [^`\\n]*?-pl ([\\w,-]+)");

    /** Names of AWS that look like classes of this project. */
    private static final Set<String> AWS_NAMES = Set.of(
            "EnhancedDocument",
            "TransactWriteItems",
            "PublishBatch",
            "OnSuccess",
            "OnFailure",
            "NamePrefix",
            "AuthorizationError",
            "CodeStorageExceededException",
            "InvalidParameter",
            // SAM generates it for a function with a DeploymentPreference.
            "SchedulerFunctionDeploymentGroup");

    private final List<Markdown> documents = Markdown.all(Repository.ROOT);
    private final Set<String> files = files();
    private final Set<String> words = words();

    @Test
    void every_link_target_exists() {
        List<String> errors = new ArrayList<>();
        for (Markdown document : documents) {
            document.lines().forEach(line -> {
                Matcher link = LINK.matcher(line.text());
                while (link.find()) {
                    if (!targetExists(document, link.group(1))) {
                        errors.add(at(document, line) + link.group(1));
                    }
                }
            });
        }
        assertThat(errors).isEmpty();
    }

    private boolean targetExists(Markdown document, String link) {
        if (link.matches("[a-z]+:.*")) {
            return true;
        }
        String[] parts = link.split("#", 2);
        Path folder = Path.of(document.path()).resolveSibling("");
        String target = parts[0].isEmpty()
                ? document.path()
                : folder.resolve(parts[0]).normalize().toString().replace('\\', '/');
        return files.contains(target) && (parts.length == 1 || headings(target).contains(parts[1]));
    }

    private Set<String> headings(String path) {
        return documents.stream()
                .filter(it -> it.path().equals(path))
                .flatMap(Markdown::lines)
                .map(Markdown.Line::text)
                .filter(it -> it.startsWith("#"))
                .map(it -> it.replaceFirst("^#+ +", "").toLowerCase(Locale.ROOT))
                .map(it -> it.replaceAll("[^\\p{L}\\p{N}\\- ]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    @Test
    void the_readme_links_every_document() {
        Markdown readme = documents.stream()
                .filter(it -> it.path().equals("README.md"))
                .findFirst()
                .orElseThrow();
        Set<String> linked = readme.lines()
                .flatMap(it -> LINK.matcher(it.text()).results().map(link -> link.group(1)))
                .collect(Collectors.toSet());

        assertThat(documents)
                .extracting(Markdown::path)
                .filteredOn(it -> it.startsWith("docs/"))
                .isSubsetOf(linked);
    }

    @Test
    void every_named_path_exists() {
        Set<String> roots = files.stream().map(it -> it.split("/")[0]).collect(Collectors.toSet());
        assertThat(named(word -> PATH.matcher(word).matches()
                                && (!word.contains("/") || roots.contains(word.split("/")[0]))
                                && !word.contains("target/"))
                        .filter(it -> !isPath(it.word())))
                .extracting(Named::toString)
                .isEmpty();
    }

    private boolean isPath(String word) {
        String path = word.replaceFirst("/$", "");
        return files.stream().anyMatch(it -> it.equals(path) || it.endsWith("/" + path) || it.startsWith(path + "/"));
    }

    @Test
    void every_named_class_exists() {
        assertThat(named(word -> CLASS.matcher(word).matches() && !words.contains(word) && !AWS_NAMES.contains(word)))
                .extracting(Named::toString)
                .isEmpty();
    }

    @Test
    void every_named_method_of_a_test_exists() {
        List<Named> methods = named(word -> TEST_METHOD.matcher(word).matches()).toList();

        assertThat(methods).isNotEmpty();
        assertThat(methods.stream().filter(it -> !isTestMethod(it.word())))
                .extracting(Named::toString)
                .isEmpty();
    }

    private boolean isTestMethod(String word) {
        String[] parts = word.split("\\.");
        Pattern method = Pattern.compile("\\b" + parts[1] + "\\b");
        return files.stream()
                .filter(it -> it.contains("/src/test/") && it.endsWith("/" + parts[0] + ".java"))
                .anyMatch(it -> method.matcher(Repository.text(it)).find());
    }

    @Test
    void every_maven_command_names_existing_profiles_tests_and_modules() {
        Set<String> profiles = new TreeSet<>();
        for (String file : files) {
            if (file.endsWith("pom.xml")) {
                Matcher profile = Pattern.compile("<profile>.*?<id>([\\w-]+)</id>", Pattern.DOTALL)
                        .matcher(Repository.text(file));
                profile.results().forEach(it -> profiles.add(it.group(1)));
            }
        }
        List<String> errors = new ArrayList<>();
        for (Markdown document : documents) {
            for (Markdown.Piece piece : document.pieces()) {
                String where = at(document, piece);
                all(PROFILE, piece).filter(it -> !profiles.contains(it)).forEach(it -> errors.add(where + "-P" + it));
                all(TESTS, piece)
                        .flatMap(it -> Stream.of(it.split(",")))
                        .filter(it -> !words.contains(it) && !it.equals("None"))
                        .forEach(it -> errors.add(where + it));
                all(MODULES, piece)
                        .flatMap(it -> Stream.of(it.split(",")))
                        .filter(it -> !files.contains(it + "/pom.xml"))
                        .forEach(it -> errors.add(where + "-pl " + it));
            }
        }
        assertThat(errors).isEmpty();
    }

    private static Stream<String> all(Pattern pattern, Markdown.Piece piece) {
        return pattern.matcher(piece.text()).results().map(it -> it.group(1));
    }

    private record Named(String where, String word) {
        @Override
        public String toString() {
            return where + word;
        }
    }

    private Stream<Named> named(Predicate<String> which) {
        return documents.stream()
                .flatMap(document -> document.lines()
                        .flatMap(line -> CODE.matcher(line.text())
                                .results()
                                .map(it -> new Named(at(document, line), it.group(1)))))
                .filter(it -> which.test(it.word()));
    }

    private static String at(Markdown document, Markdown.Piece piece) {
        return document.path() + ":" + piece.line() + ": ";
    }

    /** Returns the path of every file, relative to the project, with slashes. */
    private static Set<String> files() {
        Set<String> files = new TreeSet<>();
        try {
            Files.walkFileTree(Repository.ROOT, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return IGNORED_FOLDERS.contains(String.valueOf(folder.getFileName()))
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    files.add(Repository.ROOT.relativize(file).toString().replace('\\', '/'));
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    /** Returns the names of all classes and every word of the template. */
    private Set<String> words() {
        Set<String> known = files.stream()
                .filter(it -> it.endsWith(".java"))
                .map(it -> it.substring(it.lastIndexOf('/') + 1, it.length() - ".java".length()))
                .collect(Collectors.toCollection(TreeSet::new));
        known.addAll(List.of(Repository.text("template.yaml").split("\\W+")));
        return known;
    }
}
