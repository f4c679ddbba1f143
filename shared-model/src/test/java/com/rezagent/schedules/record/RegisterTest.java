package com.rezagent.schedules.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegisterTest {
    private static final Instant AT = Instant.parse("2025-11-06T20:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "0, 50, m, two, of the same command",
        "1, 50, m, two, a second later",
        "1, 49, z, two, a second later with a lower rank",
        "0, 51, a, two, of the same instant and a higher rank",
        "0, 50, n, two, of the same instant and rank and a later id",
        "0, 50, l, one, of the same instant and rank and an earlier id",
        "0, 49, z, one, of the same instant and a lower rank",
        "-1, 99, z, one, a second earlier",
    })
    void the_write_with_the_latest_stamp_wins(int second, int rank, String id, String value, String description) {
        Register<String> register = Register.unwritten("initial").write("one", new Stamp(AT, 50, "m"));
        Stamp stamp = new Stamp(AT.plusSeconds(second), rank, id);

        Register<String> written = register.write("two", stamp);

        assertThat(written.value()).as(description).isEqualTo(value);
        assertThat(written.stamp()).isEqualTo(Stamp.later(register.stamp(), stamp));
    }
}
