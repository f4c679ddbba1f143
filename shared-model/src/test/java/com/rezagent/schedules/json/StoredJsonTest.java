package com.rezagent.schedules.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredJsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1970-01-01T00:00:00Z",
                "2024-02-29T23:59:59Z",
                "2025-11-06T20:00:00.123456789Z",
                "2025-11-06T20:00:00.100Z",
                "0000-01-01T00:00:00Z",
                "9999-12-31T23:59:59Z",
                "-0001-12-31T23:59:59Z",
                "+10000-01-01T00:00:00Z",
                "1969-12-31T23:59:59Z",
            })
    void an_instant_is_read_as_it_was_written(String text) {
        Instant instant = Instant.parse(text);

        assertThat(StoredJson.instant(instant.toString())).isEqualTo(instant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2025-02-29T00:00:00Z",
                "2025-13-01T00:00:00Z",
                "2025-11-06T25:00:00Z",
                "2025-11-06 20:00:00Z",
                "2025-11-06T20:00:0aZ",
                "2025-11-06T20:00:00z ",
            })
    void another_text_is_refused(String text) {
        assertThatThrownBy(() -> StoredJson.instant(text)).isInstanceOf(DateTimeException.class);
    }
}
