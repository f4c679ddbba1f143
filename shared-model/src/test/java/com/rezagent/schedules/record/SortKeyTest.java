package com.rezagent.schedules.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Page tokens carry sort keys, and callers can forge them. */
class SortKeyTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000-01-01T00:00:00Z",
                "1970-01-01T00:00:00Z",
                "2024-02-29T23:59:59.999999999Z",
                "2025-11-06T20:26:05.000000001Z",
                "9999-12-31T23:59:59.999999999Z"
            })
    void key_is_parsed_as_it_was_written(Instant time) {
        assertThat(SortKey.tryParse(SortKey.text(time))).contains(new SortKey(time, null));
        assertThat(SortKey.tryParse(SortKey.text(time, "a#b\n~c"))).contains(new SortKey(time, "a#b\n~c"));
        assertThat(SortKey.tryParse(SortKey.text(time) + "~i")).contains(new SortKey(time, "i"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2025-11-06",
                "2025-11-06T20:26:05Z",
                "2025-11-06T20:26:05.00000000Z",
                "2025-11-06T20:26:05.0000000000Z",
                "2025-11-06T20:26:05.000000000",
                "2025-11-06T20:26:05.000000000+",
                "2025-11-06T20:26:05.000000000Z#",
                "2025-11-06T20:26:05.000000000Z~",
                "2025-11-06T20:26:05.000000000Zx",
                "2025-11-06T20:26:05.000000000Z id",
                "2025-02-29T00:00:00.000000000Z",
                "2025-13-01T00:00:00.000000000Z",
                "2025-11-31T00:00:00.000000000Z",
                "2025-11-06T24:00:00.000000000Z",
                "2025-11-06T23:60:00.000000000Z",
                "2025-12-31T23:59:60.000000000Z",
                "+025-11-06T20:26:05.000000000Z",
                "-025-11-06T20:26:05.000000000Z",
                "２025-11-06T20:26:05.000000000Z",
                "2025-11-06t20:26:05.000000000z",
                " 2025-11-06T20:26:05.000000000Z"
            })
    void other_texts_are_no_keys(String text) {
        assertThat(SortKey.tryParse(text)).isEmpty();
        assertThat(SortKey.isOfExecution(text)).isFalse();
    }

    @Test
    void key_of_a_schedule_has_an_id() {
        String text = SortKey.text(Instant.EPOCH);

        assertThat(SortKey.isOfSchedule(text + "#sched_1")).isTrue();
        assertThat(SortKey.isOfSchedule(text)).isFalse();
        assertThat(SortKey.isOfExecution(text)).isTrue();
    }
}
