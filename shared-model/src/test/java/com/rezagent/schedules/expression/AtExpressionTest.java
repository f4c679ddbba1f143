package com.rezagent.schedules.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AtExpressionTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-07T11:00:00",
                "2026-11-07T11:00:59",
                "2026-12-31T23:59:59",
                "2024-02-29T00:00:00",
                "0000-01-01T00:00:00",
                "9999-12-31T23:59:59"
            })
    void accepts_a_valid_local_time_unchanged(String dateTime) {
        ParsedExpression parsed = Expression.parse("at(" + dateTime + ")");
        assertThat(parsed.expression()).hasToString("at(" + dateTime + ")");
        assertThat(parsed.expression().canonical()).isEqualTo("at(" + dateTime + ")");
        assertThat(((AtExpression) parsed.expression()).dateTime()).isEqualTo(LocalDateTime.parse(dateTime));
        assertThat(parsed.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            at(2026-02-30T00:00:00) | day: 30 is not in 1-28, the days of 2026-02
            at(2026-02-29T00:00:00) | day: 29 is not in 1-28, the days of 2026-02
            at(2026-04-31T00:00:00) | day: 31 is not in 1-30, the days of 2026-04
            at(2026-01-32T00:00:00) | day: 32 is not in 1-31
            at(2026-01-00T00:00:00) | day: 00 is not in 1-31
            at(2026-13-01T00:00:00) | month: 13 is not in 1-12
            at(2026-00-01T00:00:00) | month: 00 is not in 1-12
            at(2026-01-01T24:00:00) | hour: 24 is not in 0-23
            at(2026-01-01T00:60:00) | minute: 60 is not in 0-59
            at(2026-01-01T00:00:60) | second: 60 is not in 0-59
            at(2026-13-32T24:60:60) | month: 13 is not in 1-12; day: 32 is not in 1-31; hour: 24 is not in 0-23; minute: 60 is not in 0-59; second: 60 is not in 0-59
            at(2026-02-30T24:00:00) | hour: 24 is not in 0-23; day: 30 is not in 1-28, the days of 2026-02
            AT(2026-01-01T00:00:00) | write at( in lower case
            at( 2026-01-01T00:00:00)| remove the white space just inside the parentheses
            """)
    void refuses_dates_and_times_that_do_not_exist(String text, String details) {
        assertRefused(text, details);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-07 11:00:00",
                "2026-11-07t11:00:00",
                "2026-11-07T11:00",
                "2026-11-07",
                "2026-11-07T",
                "2026-11-07T11:00:00.0",
                "26-11-07T11:00:00",
                "12026-11-07T11:00:00",
                "2026-1-07T11:00:000",
                "2026/11/07T11:00:00",
                "2026-11-07T1१:00:00",
                "",
                "-026-11-07T11:00:00"
            })
    void refuses_another_format_and_shows_the_right_one(String dateTime) {
        assertRefused(
                "at(" + dateTime + ")",
                QuotedInput.printable(dateTime) + " is not yyyy-mm-ddThh:mm:ss, for example 2030-01-31T12:00:00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-07T11:00:00Z",
                "2026-11-07T11:00:00+01:00",
                "2026-11-07T11:00:00-05:00",
                "2026-11-07T11:00-0500",
                "T-1"
            })
    void refuses_an_offset_because_the_timezone_is_a_separate_field(String dateTime) {
        assertRefused(
                "at(" + dateTime + ")",
                dateTime + " is not yyyy-mm-ddThh:mm:ss; leave out Z and offsets, the timezone is a separate"
                        + " field");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-07T11:00:00, UTC, 2026-11-07T11:00:00Z",
        "2026-11-07T11:00:59, Europe/Berlin, 2026-11-07T10:00:59Z",
        // Local times that occur twice: the first occurrence.
        "2026-11-01T01:30:00, America/New_York, 2026-11-01T05:30:00Z",
        "2026-11-01T01:00:00, America/New_York, 2026-11-01T05:00:00Z",
        "2026-11-01T02:00:00, America/New_York, 2026-11-01T07:00:00Z",
        "2026-04-05T01:45:10, Australia/Lord_Howe, 2026-04-04T14:45:10Z",
        "2026-10-25T01:30:00, Antarctica/Troll, 2026-10-24T23:30:00Z",
        // A few hours after a change of clocks, before 1970.
        "1965-10-31T12:00:00, America/New_York, 1965-10-31T17:00:00Z",
        // The edges of gaps.
        "2026-03-08T01:59:59, America/New_York, 2026-03-08T06:59:59Z",
        "2026-03-08T03:00:00, America/New_York, 2026-03-08T07:00:00Z",
        "2011-12-31T00:00:00, Pacific/Apia, 2011-12-30T10:00:00Z",
        "2011-12-29T23:59:59, Pacific/Apia, 2011-12-30T09:59:59Z",
        "0000-01-01T00:00:00, UTC, 0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59, UTC, 9999-12-31T23:59:59Z",
        "9999-12-31T23:59:59, America/New_York, +10000-01-01T04:59:59Z",
    })
    void fires_once_the_first_time_its_local_time_occurs(String dateTime, String zone, Instant expected) {
        Recurrence recurrence = at(dateTime, zone, null, null);
        assertThat(recurrence.after(Instant.MIN)).containsExactly(expected);
        assertThat(recurrence.next(expected.minusNanos(1))).contains(expected);
        assertThat(recurrence.next(expected)).isEmpty();
        assertThat(recurrence.next(Instant.MAX)).isEmpty();
        assertThat(recurrence.firesAt(expected)).isTrue();
        assertThat(recurrence.firesAt(expected.plusSeconds(1))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-08T02:00:00, America/New_York",
        "2026-03-08T02:59:59, America/New_York",
        "2011-12-30T12:00:00, Pacific/Apia",
        "2026-10-04T02:15:00, Australia/Lord_Howe",
        "2026-03-29T02:30:00, Antarctica/Troll",
        "2026-03-08T00:30:00, America/Havana",
    })
    void refuses_a_local_time_in_a_gap_of_the_timezone(String dateTime, String zone) {
        RefusedException refused = catchThrowableOfType(RefusedException.class, () -> at(dateTime, zone, null, null));
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_SCHEDULE_EXPRESSION);
        assertThat(refused).hasMessage("At expression is invalid");
        assertThat(refused.joinedDetails())
                .isEqualTo(
                        "%s does not exist in %s, where clocks are put forward past it; choose a time before or after"
                                        .formatted(dateTime, zone)
                                + " the gap");
    }

    @Test
    void start_and_end_bound_an_at() {
        Instant instant = Instant.parse("2026-11-07T11:00:00Z");
        assertThat(at("2026-11-07T11:00:00", "UTC", instant, instant).next(Instant.MIN))
                .contains(instant);
        assertThat(at("2026-11-07T11:00:00", "UTC", instant.plusNanos(1), null).next(Instant.MIN))
                .isEmpty();
        assertThat(at("2026-11-07T11:00:00", "UTC", null, instant.minusNanos(1)).next(Instant.MIN))
                .isEmpty();
    }

    @Test
    void the_constructor_checks_precision_and_year() {
        assertThat(new AtExpression(LocalDateTime.of(2026, 1, 2, 3, 4)).canonical())
                .isEqualTo("at(2026-01-02T03:04:00)");
        assertThatThrownBy(() -> new AtExpression(LocalDateTime.of(2026, 1, 2, 3, 4, 5, 6)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AtExpression(LocalDateTime.of(10000, 1, 1, 0, 0)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AtExpression(LocalDateTime.of(-1, 1, 1, 0, 0)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Recurrence at(String dateTime, String zone, Instant start, Instant end) {
        return new Recurrence(
                Expression.parse("at(" + dateTime + ")").expression(), ZoneId.of(zone), start, end, Instant.EPOCH);
    }

    private static void assertRefused(String text, String details) {
        RefusedException refused = catchThrowableOfType(RefusedException.class, () -> Expression.parse(text));
        assertThat(refused).hasMessage("At expression is invalid");
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_SCHEDULE_EXPRESSION);
        assertThat(refused.joinedDetails()).isEqualTo(details);
    }
}
