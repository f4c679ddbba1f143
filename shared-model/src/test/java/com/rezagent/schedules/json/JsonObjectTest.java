package com.rezagent.schedules.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonObjectTest {
    private static final JsonObject OBJECT = JsonObject.parse("{\"a\": 1.50, \"b\": [null]}");

    @Test
    void its_text_is_compact_and_keeps_numbers_as_written() {
        assertThat(OBJECT.text()).isEqualTo("{\"a\":1.50,\"b\":[null]}");
        assertThat(JsonObject.empty().text()).isEqualTo("{}");
    }

    @Test
    void the_order_of_fields_makes_no_difference_to_equality() {
        JsonObject reordered = JsonObject.parse("{\"b\":[null],\"a\":1.50}");

        assertThat(reordered).isEqualTo(OBJECT).hasSameHashCodeAs(OBJECT);
        assertThat(reordered.text()).isNotEqualTo(OBJECT.text());
    }

    @Test
    void objects_with_other_values_and_other_types_differ() {
        assertThat(OBJECT)
                .isNotEqualTo(JsonObject.parse("{\"a\":1.5001,\"b\":[null]}"))
                .isNotEqualTo(JsonObject.empty())
                .isNotEqualTo(OBJECT.toNode());
        assertThat(OBJECT.hashCode()).isNotEqualTo(JsonObject.empty().hashCode());
    }

    @Test
    void changes_of_its_source_or_of_a_copy_do_not_change_it() {
        ObjectNode source = Json.object().put("a", 1);
        JsonObject object = JsonObject.of(source);
        source.put("a", 2);
        object.toNode().put("a", 3);

        assertThat(object).isEqualTo(JsonObject.parse("{\"a\":1}"));
        assertThat(object.toNode()).isEqualTo(Json.object().put("a", 1));
    }

    @ParameterizedTest
    @CsvSource({"text, a", "empty, ''", "number,", "object,", "absent,"})
    void only_a_string_is_returned_as_a_string(String field, String value) {
        JsonObject object =
                JsonObject.parse("{\"text\":\"a\",\"empty\":\"\",\"number\":7,\"object\":{\"text\":\"a\"}}");

        assertThat(object.string(field).orElse(null)).isEqualTo(value);
    }

    @Test
    void an_unpaired_surrogate_cannot_be_encoded() {
        assertThat(JsonObject.of(Json.object().put("a", "\ud83d\ude00")).isEncodable())
                .isTrue();
        assertThat(JsonObject.of(Json.object().put("a", "\ud83d")).isEncodable())
                .isFalse();
        assertThat(JsonObject.of(Json.object().put("\ude00", "a")).isEncodable())
                .isFalse();
    }

    @Test
    void its_string_form_does_not_show_the_content() {
        assertThat(JsonObject.parse("{\"password\":\"secret\"}")).hasToString("JsonObject[21 characters]");
    }
}
