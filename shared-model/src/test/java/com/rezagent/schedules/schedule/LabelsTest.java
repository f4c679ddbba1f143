package com.rezagent.schedules.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.json.Json;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelsTest {
    private static final String K32 = "a234567890123456789012345678.-_z";

    private static ObjectNode body(JsonNode labels) {
        ObjectNode body = Json.parseObject("""
                {"name":"a","schedule_expression":"rate(1 hour)","target_type":"web_action","payload":{}}""");
        body.set("labels", labels);
        return body;
    }

    private static Labels read(String json) {
        return new DefinitionReader(Set.of())
                .read(body(Json.parse(json)))
                .definition()
                .labels();
    }

    @Test
    void labels_are_read_sorted_by_key() {
        assertThat(read("{\"team\":\"Grüße: 東京 🏌\",\"cost.center_1-a\":\"4711\"}"))
                .isEqualTo(new Labels(Map.of("cost.center_1-a", "4711", "team", "Grüße: 東京 🏌")))
                .extracting(it -> it.json().toString())
                .isEqualTo("{\"cost.center_1-a\":\"4711\",\"team\":\"Grüße: 東京 🏌\"}");
        assertThat(read("{\"" + K32 + "\":\"" + "🏌".repeat(64) + "\"}").byKey())
                .hasSize(1);
    }

    @Test
    void null_and_an_empty_object_are_no_labels() {
        assertThat(read("null")).isEqualTo(Labels.NONE);
        assertThat(read("{}")).isEqualTo(Labels.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"Team\":\"x\"} | labels.Team: a key has 1 to 32 of a-z, 0-9, _, . and -; rename it",
                "{\"\":\"x\"} | labels.: a key has 1 to 32",
                "{\"a b\":\"x\"} | labels.a?b: a key has 1 to 32",
                "{\"a:b\":\"x\"} | labels.a:b: a key has 1 to 32",
                "{\"ä\":\"x\"} | labels.?: a key has 1 to 32",
                "{\"a23456789012345678901234567890123\":\"x\"} | labels.a23456789012345678901234567890123: a key has",
                "{\"a\":\"\"} | labels.a: a value has 1 to 64 printable characters; correct it or leave it out",
                "{\"a\":\" \"} | labels.a: a value has 1 to 64",
                "{\"a\":\"x\\ny\"} | labels.a: a value has 1 to 64",
                "{\"a\":\"\\ud800\"} | labels.a: a value has 1 to 64",
                "{\"a\":null} | labels.a: must be a string, not null; leave it out to remove the label",
                "{\"a\":1} | labels.a: must be a string",
                "{\"a\":{}} | labels.a: must be a string",
                "[] | labels: must be a JSON object, not an array",
                "\"a:b\" | labels: must be a JSON object, not a string",
            })
    void bad_labels_are_refused_and_named(String json, String detail) {
        RefusedException refused = assertThrows(RefusedException.class, () -> read(json));

        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(refused.joinedDetails()).startsWith(detail);
    }

    @Test
    void the_eleventh_label_and_a_value_of_65_characters_are_refused() {
        ObjectNode labels = Json.object();
        for (int i = 0; i < 10; i++) {
            labels.put("k" + i, "v");
        }
        assertThat(read(labels.toString()).byKey()).hasSize(10);

        labels.put("k10", "v");
        assertThat(assertThrows(RefusedException.class, () -> read(labels.toString()))
                        .joinedDetails())
                .isEqualTo("labels: has 11 labels; at most 10 are allowed");
        assertThat(assertThrows(RefusedException.class, () -> read("{\"a\":\"" + "v".repeat(65) + "\"}"))
                        .joinedDetails())
                .startsWith("labels.a: ");
    }

    @Test
    void every_bad_label_is_reported() {
        assertThat(assertThrows(RefusedException.class, () -> read("{\"A\":\"x\",\"b\":1,\"c\":\"fine\"}"))
                        .details())
                .hasSize(2);
    }

    @Test
    void labels_contain_others_with_the_same_values() {
        Labels labels = new Labels(Map.of("a", "1", "b", "2"));

        assertThat(labels.containsAll(Labels.NONE)).isTrue();
        assertThat(labels.containsAll(new Labels(Map.of("b", "2")))).isTrue();
        assertThat(labels.containsAll(new Labels(Map.of("b", "1")))).isFalse();
        assertThat(labels.containsAll(new Labels(Map.of("c", "1")))).isFalse();
    }
}
