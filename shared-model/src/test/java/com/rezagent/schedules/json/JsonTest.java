package com.rezagent.schedules.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @ParameterizedTest
    @CsvSource({
        "\uFFFF, \\uFFFF",
        "\uFFFE, \\uFFFE",
        "\uFDD0, \\uFDD0",
        "\uFDEF, \\uFDEF",
        "\uD83F\uDFFE, \\uD83F\\uDFFE",
        "\uDBFF\uDFFF, \\uDBFF\\uDFFF",
    })
    void noncharacter_is_escaped_and_read_back(String text, String escape) {
        String json = Json.write(Json.object().put("a" + text, text + "b"));

        assertThat(json).isEqualTo("{\"a" + escape + "\":\"" + escape + "b\"}");
        assertThat(Json.parse(json).get("a" + text).textValue()).isEqualTo(text + "b");
    }

    @Test
    void other_characters_are_not_escaped() {
        String text = "\u00fc\u2615\ud83d\ude00\uFFFD\uFDCF\uFDF0\uE000";

        assertThat(Json.write(Json.object().put("x", text))).isEqualTo("{\"x\":\"" + text + "\"}");
    }

    @Test
    void numbers_are_read_and_written_exactly() {
        String json = "[1.50,100,1E+2,0.1,12345678901234567890123456789.123456789]";

        assertThat(Json.write(Json.parse(json))).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "null", "true", "7", "\"a\"", " {\"ü\":1} "})
    void utf_8_bytes_are_read_and_written_as_the_text_is(String json) {
        byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);

        assertThat(Json.parse(utf8)).isEqualTo(Json.parse(json));
        assertThat(Json.writeBytes(Json.parse(json))).isEqualTo(json.strip().getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes are written directly, unless a character needs more than that. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain \" \\ \u0001",
                "é \u20ac \ud7ff",
                "\ue000 \ufeff",
                "\ufdd0 \ufffe \uffff",
                "\ud83d\ude00",
                "\ud83f\udffe"
            })
    void bytes_equal_the_text_in_utf8(String text) {
        ObjectNode json = Json.object().put("text", text);

        assertThat(Json.writeBytes(json)).isEqualTo(Json.write(json).getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"half \ud800", "half \udc00 of a pair"})
    void half_of_a_surrogate_pair_is_kept_in_bytes(String text) {
        ObjectNode json = Json.object().put("text", text);

        assertThat(Json.parse(Json.writeBytes(json))).isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``              | The text is empty; send one JSON object
            `  `            | The text is empty; send one JSON object
            {"a":1,"a":2}   | Duplicate field at line 1, column 11
            [1,2            | Not valid JSON at line 1, column 5
            {} {}           | Not valid JSON at line 1, column 4
            [01]            | Not valid JSON at line 1, column 3
            {'a':1}         | Not valid JSON at line 1, column 2
            [NaN]           | Not valid JSON at line 1, column 5
            1e9999999999    | A number's exponent is out of range; use one of at most nine digits
            \uFEFF{}        | The text starts with a byte order mark, U+FEFF, which JSON must not have; remove it
            """)
    void invalid_text_is_refused_with_the_place_of_the_error(String text, String detail) {
        assertInvalid(text, detail);
    }

    @Test
    void the_line_of_an_error_is_counted() {
        assertInvalid("{\n  \"b\": tru\n}", "Not valid JSON at line 2, column 8");
    }

    static Stream<Arguments> limits() {
        return Stream.of(
                Arguments.of("{\"", "n", 50_000, "\":1}", "A field's name has more than 50000 characters; shorten it"),
                Arguments.of("[", "1", 1_000, "]", "A number has more than 1000 characters; send it as a string"),
                Arguments.of("[\"", "x", 20_000_000, "\"]", "A string has more than 20000000 characters; shorten it"));
    }

    @ParameterizedTest
    @MethodSource("limits")
    void longer_names_numbers_and_strings_are_refused(
            String before, String repeated, int limit, String after, String detail) {
        assertThat(Json.parse(before + repeated.repeat(limit) + after)).isNotEmpty();
        assertInvalid(before + repeated.repeat(limit + 1) + after, detail);
    }

    @Test
    void deeper_nesting_is_refused() {
        assertThat(Json.parse("[".repeat(1_000) + "]".repeat(1_000))).isNotEmpty();
        assertInvalid("[".repeat(1_001) + "]".repeat(1_001), "The JSON nests deeper than 1000 levels; flatten it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1]", "null", "7", "\"a\""})
    void a_value_that_is_not_an_object_is_refused_as_one(String json) {
        assertThatThrownBy(() -> Json.parseObject(json))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        it -> assertThat(it.details())
                                .containsExactly("The JSON value must be an object, written in braces"));
    }

    private static void assertInvalid(String text, String detail) {
        assertThatThrownBy(() -> Json.parse(text)).isInstanceOfSatisfying(RefusedException.class, it -> {
            assertThat(it.code()).isEqualTo(ErrorCode.INVALID_JSON);
            assertThat(it).hasMessage("The text is not a valid JSON object");
            assertThat(it.details()).containsExactly(detail);
        });
    }
}
