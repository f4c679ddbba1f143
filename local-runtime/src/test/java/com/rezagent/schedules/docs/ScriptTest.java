package com.rezagent.schedules.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.json.Json;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No line of a document escapes being run, and an answer that is wrong is seen to be. */
class ScriptTest {
    private static final Path ROOT = Path.of(System.getProperty("project.root", ".."));
    private static final String RUNTIME = "<!-- runtime: --clock-manual -->\n\n";
    private static final String CURL = "```sh\ncurl -s http://localhost:3000/health\n```\n\n";
    private static final Pattern LOCAL = Pattern.compile(
            "^curl -s -X POST http://localhost:3000/local/topics/schedule-creation/messages -d '(\\{.*})'$");
    private static final Pattern AWS = Pattern.compile("^aws sns publish .*--message '(\\{.*})'$");

    private static Script script(String text) {
        return Script.of(Markdown.parse("x.md", text));
    }

    @Test
    void every_curl_line_and_every_answer_is_run() {
        assertThat(Script.all(ROOT)).flatExtracting(Script::faults).isEmpty();
    }

    @Test
    void readme_guide_and_expressions_have_lines_that_are_run() {
        assertThat(Script.all(ROOT))
                .extracting(Script::document)
                .contains("README.md", "docs/guide.md", "docs/expressions.md");
    }

    @Test
    void what_is_published_to_a_deployed_stage_is_published_locally_too() {
        for (Markdown document : Markdown.all(ROOT)) {
            Set<JsonNode> local = messages(document, LOCAL);
            assertThat(local).as(document.path()).containsAll(messages(document, AWS));
        }
    }

    private static Set<JsonNode> messages(Markdown document, Pattern command) {
        return document.blocks()
                .map(it -> command.matcher(it.text()))
                .filter(it -> it.matches())
                .map(it -> Json.parse(it.group(1)))
                .collect(Collectors.toSet());
    }

    @Test
    void a_curl_line_is_taken_with_the_answer_below_it() {
        Script script = script(RUNTIME + CURL + "```json\n{}\n```\n");

        assertThat(script.faults()).isEmpty();
        assertThat(script.scenes())
                .singleElement()
                .extracting(Scene::steps)
                .asList()
                .containsExactly(new Step.CurlCall(3, "curl -s http://localhost:3000/health", "{}"));
    }

    @Test
    void what_would_not_be_run_is_a_fault() {
        assertThat(script(RUNTIME + CURL + "No answer.").faults()).hasSize(1);
        assertThat(script(CURL + "```json\n{}\n```\n").faults()).hasSize(1);
        assertThat(script("Alone:\n\n```json\n{}\n```\n").faults()).hasSize(1);
        assertThat(script(RUNTIME + "```\n$ curl -s http://localhost:3000/health\n```\n")
                        .faults())
                .hasSize(1);
        assertThat(script("Do `curl -s http://localhost:3000/health`.").faults())
                .hasSize(1);
        assertThat(script("```sh\ncurl -s \"$API_URL/health\"\n```\n\n```json\n{}\n```\n")
                        .faults())
                .hasSize(1);
    }

    @Test
    void an_example_that_says_so_is_no_answer() {
        assertThat(script("<!-- not an answer: a policy -->\n```json\n{}\n```\n")
                        .faults())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"a": 1}             | {"a": 1}           | true
                    {"a": 1}             | {"a": 2}           | false
                    {"a": 1, "b": 2}     | {"a": 1}           | false
                    {"a": 1, "b": 2}     | {"a": 1, "…": "…"} | true
                    {"a": 1}             | {"a": 1, "b": 2}   | false
                    {"b": 2}             | {"a": 1, "…": "…"} | false
                    {"a": "x1"}          | {"a": "…"}         | true
                    {"a": "x1"}          | {"a": "x…"}        | true
                    {"a": "x1"}          | {"a": "y…"}        | false
                    {"a": null}          | {"a": "x…"}        | false
                    {"a": "x.1"}         | {"a": "x.…1"}      | true
                    [1, 2]               | [1]                | false
                    [1]                  | [1, 2]             | false
                    nonsense             | {"a": 1}           | false
                    """)
    void an_answer_is_held_against_the_documents(String real, String documented, boolean same) {
        assertThat(DocumentedResponse.difference(real, documented).isEmpty()).isEqualTo(same);
    }

    @Test
    void status_and_headers_count() {
        String documented = "HTTP/1.1 200 OK\nETag: …\n\n{}";

        assertThat(DocumentedResponse.difference("HTTP/1.1 200 OK\nEtag: \"1\"\nDate: x\n\n{}", documented))
                .isEmpty();
        assertThat(DocumentedResponse.difference("HTTP/1.1 200 OK\n\n{}", documented))
                .isPresent();
        assertThat(DocumentedResponse.difference("HTTP/1.1 201 Created\nETag: x\n\n{}", documented))
                .isPresent();
        assertThat(DocumentedResponse.difference("{}", documented)).isPresent();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    curl -s localhost:3000 > file
                    curl -s localhost:3000/$ID
                    curl -s localhost:3000 && true
                    curl --fail localhost:3000
                    curl -s localhost:3000 -d
                    echo curl
                    """)
    void a_line_that_only_a_shell_could_read_is_refused(String line) {
        assertThat(CurlLine.errorOf(line)).isNotEmpty();
    }
}
