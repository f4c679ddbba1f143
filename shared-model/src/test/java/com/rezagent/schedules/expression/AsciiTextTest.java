package com.rezagent.schedules.expression;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AsciiTextTest {

    @ParameterizedTest
    @CsvSource({"az, AZ", "`{, `{", "Aa1é, AA1é", "iıİ, Iıİ"})
    void upper_converts_only_ascii_letters(String text, String upper) {
        assertThat(AsciiText.upper(text)).isEqualTo(upper);
    }

    @Test
    void text_without_lower_case_is_not_copied() {
        String text = "MON-FRI";
        assertThat(AsciiText.upper(text)).isSameAs(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "9, 9",
        "007, 7",
        "2147483648, 2147483648",
        "1000000000000, 1000000000000",
        "99999999999999999999999999, 1000000000000",
        "'', -1",
        "/, -1",
        ":, -1",
        "1a, -1",
        "-1, -1",
        "٣, -1"
    })
    void numbers_are_digits_and_do_not_overflow(String text, long number) {
        assertThat(AsciiText.number(text)).isEqualTo(number);
    }

    @Test
    void quotes_are_printable() {
        assertThat(QuotedInput.printable(" ~\u007f\u001fé\uD800")).isEqualTo(" ~\\u007f\\u001f\\u00e9\\ud800");
    }
}
