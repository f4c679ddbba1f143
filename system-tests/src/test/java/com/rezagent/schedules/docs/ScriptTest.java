package com.rezagent.schedules.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.testing.Repository;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every curl command of a document is run, and a wrong response is detected. */
class ScriptTest {
    private static final String RUNTIME = "<!-- runtime: --clock-manual -->\n\n";
    private static final String CURL = "```sh\ncurl -s http://localhost:3000/health\n```\n\n";
    private static final Pattern LOCAL = Pattern.compile(
            "^curl -s -X POST http://localhost:3000/local/topics/schedule-creation/messages -d '(\\{.*})'$");
    private static final Pattern AWS = Pattern.compile("^aws sns publish .*--message '(\\{.*})'$");

    private static Script script(String text) {
        return Script.of(Markdown.parse("x.md", text));
    }

    @Test
    void every_curl_command_and_every_response_is_checked() {
        assertThat(Script.all(Repository.ROOT)).flatExtracting(Script::errors).isEmpty();
    }

    @Test
    void readme_guide_and_expressions_contain_checked_commands() {
        assertThat(Script.all(Repository.ROOT))
                .extracting(Script::document)
                .contains("README.md", "docs/guide.md", "docs/expressions.md");
    }

    @Test
    void every_message_published_to_aws_is_also_published_locally() {
        for (Markdown document : Markdown.all(Repository.ROOT)) {
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
    void a_curl_command_is_read_with_the_response_below_it() {
        Script script = script(RUNTIME + CURL + "```json\n{}\n```\n");

        assertThat(script.errors()).isEmpty();
        assertThat(script.scenes())
                .singleElement()
                .extracting(Script.Scene::steps)
                .asList()
                .containsExactly(new Step.CurlCall(3, "curl -s http://localhost:3000/health", "{}"));
    }

    @Test
    void a_command_or_response_that_is_not_run_is_an_error() {
        assertThat(script(RUNTIME + CURL + "No response.").errors()).hasSize(1);
        assertThat(script(CURL + "```json\n{}\n```\n").errors()).hasSize(1);
        assertThat(script("Alone:\n\n```json\n{}\n```\n").errors()).hasSize(1);
        assertThat(script(RUNTIME + "```\n$ curl -s http://localhost:3000/health\n```\n")
                        .errors())
                .hasSize(1);
        assertThat(script("Do `curl -s http://localhost:3000/health`.").errors())
                .hasSize(1);
        assertThat(script("```sh\ncurl -s \"$API_URL/health\"\n```\n\n```json\n{}\n```\n")
                        .errors())
                .hasSize(1);
    }

    @Test
    void a_block_marked_as_not_a_response_is_ignored() {
        assertThat(script("<!-- not a response: a policy -->\n```json\n{}\n```\n")
                        .errors())
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
    void an_actual_response_is_compared_with_the_documented_one(String actual, String documented, boolean matches) {
        assertThat(DocumentedResponse.difference(actual, documented).isEmpty()).isEqualTo(matches);
    }

    @Test
    void status_and_headers_are_compared() {
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
    void a_command_that_needs_a_shell_is_rejected(String line) {
        assertThat(CurlCommand.errorOf(line)).isNotEmpty();
    }
}
