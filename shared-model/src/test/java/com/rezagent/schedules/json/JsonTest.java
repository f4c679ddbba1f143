package com.rezagent.schedules.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}
