package com.rezagent.schedules.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.testing.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The dashboard's files stay small, load nothing from elsewhere, and write texts of users as text only. */
class DashboardSourcesTest {
    private static final Path FOLDER =
            Repository.ROOT.resolve("dashboard/src/main/resources/META-INF/resources/dashboard");

    private static final Pattern FORBIDDEN = Pattern.compile(
            "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|dangerouslySetInnerHTML|\\beval\\(|new"
                    + " Function|createContextualFragment|srcdoc|javascript:|style=\"|@import|\\burl\\(");
    private static final Pattern EXTERNAL = Pattern.compile("https?://(?!www\\.w3\\.org/2000/svg)[^\\s'\"`]*");
    private static final Pattern IMPORT = Pattern.compile("(?:from|import) '([^']+)'");

    private static Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(FOLDER)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(FOLDER.relativize(path).toString().replace('\\', '/'), Files.readString(path));
            }
        }
        assertThat(files).containsKeys("index.html", "app.js", "base.css");
        return files;
    }

    private static long lines(Map<String, String> files, String extension) {
        return files.entrySet().stream()
                .filter(it -> it.getKey().endsWith(extension))
                .mapToLong(it -> it.getValue().lines().count())
                .sum();
    }

    @Test
    void no_file_is_long_and_the_whole_is_small() throws IOException {
        Map<String, String> files = files();

        assertThat(files)
                .allSatisfy((name, text) ->
                        assertThat(text.lines().count()).as(name).isLessThan(400));
        assertThat(lines(files, ".js")).isLessThanOrEqualTo(3_400);
        assertThat(lines(files, ".css")).isLessThanOrEqualTo(700);
    }

    @Test
    void nothing_is_written_as_markup_run_from_a_text_or_loaded_from_elsewhere() throws IOException {
        List<String> found = new ArrayList<>();
        files().forEach((name, text) -> {
            FORBIDDEN.matcher(text).results().forEach(it -> found.add(name + ": " + it.group()));
            EXTERNAL.matcher(text).results().forEach(it -> found.add(name + ": " + it.group()));
        });

        assertThat(found).isEmpty();
    }

    @Test
    void the_page_has_no_inline_script_but_the_import_map_no_style_and_no_handler() throws IOException {
        String page = files().get("index.html");
        Matcher scripts =
                Pattern.compile("<script([^>]*)>(.*?)</script>", Pattern.DOTALL).matcher(page);
        List<String> inline = scripts.results()
                .filter(it -> !it.group(2).isBlank())
                .map(it -> it.group(1).strip())
                .toList();

        assertThat(inline).containsExactly("type=\"importmap\"");
        assertThat(page).doesNotContain("<style").doesNotContainPattern("\\son[a-z]+=");
    }

    @Test
    void every_import_names_a_file_of_the_dashboard_or_of_the_import_map() throws IOException {
        Map<String, String> files = files();
        files.forEach((name, text) -> {
            if (name.endsWith(".js")) {
                IMPORT.matcher(text)
                        .results()
                        .map(it -> it.group(1))
                        .forEach(target -> assertThat(
                                        target.startsWith(".")
                                                ? files.containsKey(resolved(name, target))
                                                : List.of("preact", "preact/hooks", "htm")
                                                        .contains(target))
                                .as(name + " imports " + target)
                                .isTrue());
            }
        });
    }

    private static String resolved(String name, String target) {
        return Path.of(name).resolveSibling(target).normalize().toString().replace('\\', '/');
    }
}
