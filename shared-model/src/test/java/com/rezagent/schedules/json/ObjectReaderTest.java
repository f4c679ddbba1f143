package com.rezagent.schedules.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.ValidationErrors;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectReaderTest {
    private static final String NO_TIME = "x: must be an RFC 3339 time; write it like 2026-11-07T11:00:00Z";

    private final ValidationErrors errors = new ValidationErrors();

    private ObjectReader reader(String json) {
        return new ObjectReader(Json.parseObject(json), errors);
    }

    private ObjectReader valueOfX(String json) {
        return reader("{\"x\":" + json + "}");
    }

    private @Nullable RefusedException refusal() {
        try {
            errors.throwIfAny();
            return null;
        } catch (RefusedException e) {
            return e;
        }
    }

    private List<String> details() {
        RefusedException refusal = refusal();
        return refusal == null ? List.of() : refusal.details();
    }

    /** Checks that a field has a value and no error, or the other way round. */
    private void assertRead(@Nullable Object read, @Nullable String expected, @Nullable String error) {
        assertThat(read == null ? null : read.toString()).isEqualTo(expected);
        assertThat(details()).isEqualTo(error == null ? List.of() : List.of(error));
    }

    @Test
    void an_absent_or_null_field_reads_as_null_without_an_error() {
        ObjectReader reader = reader("{\"x\":null}");
        for (String field : List.of("x", "absent")) {
            assertThat(reader.has(field)).isFalse();
            assertThat(reader.string(field)).isNull();
            assertThat(reader.integer(field, 1, 5)).isNull();
            assertThat(reader.nonNegativeLong(field)).isNull();
            assertThat(reader.bool(field)).isFalse();
            assertThat(reader.instant(field)).isNull();
            assertThat(reader.wholeSecond(field)).isNull();
            assertThat(reader.object(field, ErrorCode.INVALID_PAYLOAD, "The payload is invalid"))
                    .isNull();
            assertThat(reader.nested(field)).isNull();
            assertThat(reader.nestedIfObject(field)).isNull();
        }
        assertThat(details()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "text" | text |
            ""     | ''   |
            1      |      | x: must be a string, not a number
            1.5    |      | x: must be a string, not a fraction
            true   |      | x: must be a string, not true or false
            []     |      | x: must be a string, not an array
            {}     |      | x: must be a string, not an object
            """)
    void a_string_is_read_and_anything_else_is_named(String json, @Nullable String value, @Nullable String error) {
        assertRead(valueOfX(json).string("x"), value, error);
    }

    @Test
    void a_string_can_have_an_error_code_and_message_of_its_own() {
        valueOfX("7").string("x", ErrorCode.INVALID_NAME, "The name is invalid");

        assertThat(refusal().code()).isEqualTo(ErrorCode.INVALID_NAME);
        assertThat(refusal()).hasMessage("The name is invalid");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}         |
            {"x":"a"}  |
            {"x":null} | x: must be a string, not null; leave it out
            {"x":7}    | x: must be a string, not a number
            """)
    void a_string_that_may_be_absent_must_not_be_null(String json, @Nullable String error) {
        reader(json).requireStringIfPresent("x", ErrorCode.INVALID_PAYLOAD, "The payload is invalid");

        assertRead(null, null, error);
        if (error != null) {
            assertThat(refusal().code()).isEqualTo(ErrorCode.INVALID_PAYLOAD);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2                    | 2 |
            5                    | 5 |
            1                    |   | x: must be from 2 to 5
            6                    |   | x: must be from 2 to 5
            4294967299           |   | x: must be from 2 to 5
            99999999999999999999 |   | x: must be from 2 to 5
            3.0                  |   | x: must be a whole number, not a fraction
            "3"                  |   | x: must be a whole number, not a string
            """)
    void a_whole_number_is_read_within_its_limits(String json, @Nullable String value, @Nullable String error) {
        assertRead(valueOfX(json).integer("x", 2, 5), value, error);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0                   | 0                   |
            1                   | 1                   |
            9223372036854775807 | 9223372036854775807 |
            9223372036854775808 |                     | x: must be a whole number from 0
            -1                  |                     | x: must be a whole number from 0
            1.0                 |                     | x: must be a whole number from 0
            "1"                 |                     | x: must be a whole number from 0
            """)
    void a_long_is_read_from_0(String json, @Nullable String value, @Nullable String error) {
        assertRead(valueOfX(json).nonNegativeLong("x"), value, error);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            true   | true  |
            false  | false |
            "true" | false | x: must be true or false, not a string
            1      | false | x: must be true or false, not a number
            {}     | false | x: must be true or false, not an object
            """)
    void a_boolean_is_read_and_anything_else_is_false(String json, String value, @Nullable String error) {
        assertRead(valueOfX(json).bool("x"), value, error);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-07T11:00:00Z,           2026-11-07T11:00:00Z",
        "2026-11-07t11:00:00z,           2026-11-07T11:00:00Z",
        "2026-11-07T11:00:00+05:30,      2026-11-07T05:30:00Z",
        "2026-11-07T11:00:00.123456789Z, 2026-11-07T11:00:00.123456789Z",
        "0000-01-01T00:00:00Z,           0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z,           9999-12-31T23:59:59Z",
    })
    void a_time_of_rfc_3339_is_read_as_an_instant(String text, String value) {
        assertRead(valueOfX("\"" + text + "\"").instant("x"), value, null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tomorrow",
                "2026-11-07",
                "2026-11-07T11:00Z",
                "2026-11-07T11:00:00",
                "2026-11-07 11:00:00Z",
                "2026-11-07T11:00:00.Z",
                "2026-11-07T11:00:00.1234567890Z",
                "2026-11-07T11:00:00+0530",
                "+12026-11-07T11:00:00Z",
            })
    void a_text_that_is_not_a_time_is_refused(String text) {
        assertRead(valueOfX("\"" + text + "\"").instant("x"), null, NO_TIME);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-02-30T11:00:00Z", "2026-11-07T24:00:01Z", "2026-11-07T11:00:00+19:00"})
    void a_time_that_does_not_exist_is_refused_and_shown(String text) {
        assertRead(
                valueOfX("\"" + text + "\"").instant("x"),
                null,
                "x: \"" + text + "\" is not a valid time; write it like 2026-11-07T11:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01"})
    void a_time_whose_offset_leads_to_another_era_is_refused(String text) {
        assertRead(
                valueOfX("\"" + text + "\"").instant("x"),
                null,
                "x: must be in the years 0000 to 9999 of UTC; write it like 2026-11-07T11:00:00Z");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "2026-11-07T11:00:00Z"           | 2026-11-07T11:00:00Z |
            "2026-11-07T11:00:00.000Z"       | 2026-11-07T11:00:00Z |
            "2026-11-07T11:00:00.000000001Z" |                      | x: must be in whole seconds; write it like 2026-11-07T11:00:00Z
            7                                |                      | x: must be a string, not a number
            """)
    void a_date_is_read_in_whole_seconds(String json, @Nullable String value, @Nullable String error) {
        assertRead(valueOfX(json).wholeSecond("x"), value, error);
    }

    @Test
    void an_object_is_read_and_anything_else_has_the_given_code() {
        assertThat(valueOfX("{\"a\":1}").object("x", ErrorCode.INVALID_PAYLOAD, "The payload is invalid"))
                .isEqualTo(Json.object().put("a", 1));
        assertThat(details()).isEmpty();

        assertRead(
                valueOfX("[]").object("x", ErrorCode.INVALID_PAYLOAD, "The payload is invalid"),
                null,
                "x: must be a JSON object, not an array");
        assertThat(refusal().code()).isEqualTo(ErrorCode.INVALID_PAYLOAD);
    }

    @Test
    void errors_in_a_nested_object_name_its_path() {
        ObjectReader nested =
                valueOfX("{\"y\":{\"z\":7,\"other\":1}}").nested("x").nested("y");
        nested.string("z");
        nested.refuseUnknown();

        assertThat(details())
                .containsExactly(
                        "x.y.z: must be a string, not a number", "x.y.other: unknown field; allowed fields are z");
    }

    @Test
    void a_nested_object_may_be_optional_or_required() {
        assertThat(valueOfX("7").nestedIfObject("x")).isNull();
        assertThat(valueOfX("{\"y\":\"a\"}").nestedIfObject("x").string("y")).isEqualTo("a");
        assertThat(details()).isEmpty();

        assertThat(valueOfX("7").nested("x")).isNull();
        assertThat(details()).containsExactly("x: must be a JSON object, not a number");
    }

    @Test
    void unknown_fields_are_refused_with_the_allowed_ones_in_alphabetical_order() {
        ObjectReader reader = reader("{\"b\":1,\"surprise\":1,\"ignored\":1}");
        reader.nonNegativeLong("b");
        reader.string("a");
        reader.ignore(Set.of("ignored"));
        reader.refuseUnknown();

        assertThat(details()).containsExactly("surprise: unknown field; allowed fields are a, b");
    }

    @ParameterizedTest
    @CsvSource({"40, ''", "41, …", "50, …"})
    void a_long_field_name_is_cut_after_40_characters(int length, String end) {
        assertShown("é".repeat(length), "é".repeat(40) + end);
    }

    @Test
    void control_characters_and_unpaired_surrogates_of_a_field_name_are_replaced() {
        assertShown("a\u0007b\ud800c\ud83d\ude00\u009f", "a?b?c\ud83d\ude00?");
    }

    private void assertShown(String name, String shown) {
        ObjectNode node = Json.object().put(name, 1);
        new ObjectReader(node, errors).refuseUnknown();

        assertThat(details()).containsExactly(shown + ": unknown field; allowed fields are ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            1                        | 1.0 | ``
            10                       | 10.0 | ``
            1.5                      | 1.5 | ``
            1e1                      | 10.0 | ``
            0.99999999999999999999   |     | x: must be from 1 to 10
            10.0000000000000000001   |     | x: must be from 1 to 10
            1e400                    |     | x: must be from 1 to 10
            -1e999999999             |     | x: must be from 1 to 10
            1e-999999999             |     | x: must be from 1 to 10
            "2"                      |     | x: must be a number, not a string
            true                     |     | x: must be a number, not true or false
            {}                       |     | x: must be a number, not an object
            null                     |     | ``
            """)
    void decimal_reads_a_number_in_the_range(String json, @Nullable String expected, String error) {
        Double read = valueOfX(json).decimal("x", BigDecimal.ONE, BigDecimal.TEN);

        assertRead(read, expected, error.isEmpty() ? null : error);
    }

    @Test
    void errors_of_a_nested_object_and_in_it_have_the_given_code() {
        ObjectReader nested =
                reader("{\"x\":{\"a\":1,\"b\":{\"c\":1}}}").nested("x", ErrorCode.INVALID_RUN_POLICY, "Bad policy");
        assertThat(nested).isNotNull();
        nested.string("a");
        ObjectReader inner = nested.nested("b");
        assertThat(inner).isNotNull();
        inner.integer("c", 2, 3);
        inner.refuseUnknown();

        assertThat(refusal()).isNotNull();
        assertThat(refusal().code()).isEqualTo(ErrorCode.INVALID_RUN_POLICY);
        assertThat(refusal()).hasMessage("Bad policy");
        assertThat(details()).containsExactly("x.a: must be a string, not a number", "x.b.c: must be from 2 to 3");
    }
}
