package com.rezagent.schedules.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.json.JsonObject;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Validation of dates against the time of the request, to the second. */
class DefinitionTimesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            # expression | timezone | start | end | requested at | refused with
            at(2026-06-01T12:00:00) | UTC              | -                    | -                    | 2026-06-01T11:59:59Z   | -
            at(2026-06-01T12:00:00) | UTC              | -                    | -                    | 2026-06-01T11:59:59.9Z | -
            at(2026-06-01T12:00:00) | UTC              | -                    | -                    | 2026-06-01T12:00:00Z   | never fires: at(2026-06-01T12:00:00) in UTC is not in the future; give a later time
            at(2026-06-01T12:00:00) | America/New_York | -                    | -                    | 2026-06-01T12:00:00Z   | -
            # 01:30 occurs twice: it means the first, at 05:30Z
            at(2026-11-01T01:30:00) | America/New_York | -                    | -                    | 2026-11-01T05:29:59Z   | -
            at(2026-11-01T01:30:00) | America/New_York | -                    | -                    | 2026-11-01T05:30:00Z   | never fires: at(2026-11-01T01:30:00) in America/New_York is not in the future; give a later time
            cron(0 12 * * ? *)      | UTC              | 2026-06-01T11:55:00Z | -                    | 2026-06-01T12:00:00Z   | -
            cron(0 12 * * ? *)      | UTC              | 2026-06-01T11:54:59Z | -                    | 2026-06-01T12:00:00Z   | start_date: 2026-06-01T11:54:59Z is more than 5 minutes in the past; leave it out to start now
            rate(1 day)             | UTC              | 2026-06-01T11:55:00Z | -                    | 2026-06-01T12:00:00Z   | -
            rate(1 day)             | UTC              | 2026-06-01T11:54:59Z | -                    | 2026-06-01T12:00:00Z   | start_date: 2026-06-01T11:54:59Z is more than 5 minutes in the past; leave it out to start now
            # both bounds are inclusive
            cron(0 12 * * ? *)      | UTC              | 2026-06-02T12:00:00Z | 2026-06-02T12:00:01Z | 2026-06-01T12:00:00Z   | -
            cron(0 12 * * ? *)      | UTC              | -                    | 2026-06-01T12:00:00Z | 2026-06-01T11:59:59Z   | -
            cron(0 12 * * ? *)      | UTC              | -                    | 2026-06-01T12:00:00Z | 2026-06-01T12:00:00Z   | never fires: cron(0 12 * * ? *) has no run left before end_date 2026-06-01T12:00:00Z; change it or the dates
            rate(1 day)             | UTC              | -                    | 2026-06-01T12:00:00Z | 2026-06-01T12:00:00Z   | -
            rate(1 day)             | UTC              | -                    | 2026-06-01T11:59:59Z | 2026-06-01T12:00:00Z   | never fires: rate(1 day) has no run left before end_date 2026-06-01T11:59:59Z; change it or the dates
            # no matching time exists
            cron(0 0 30 2 ? *)      | UTC              | -                    | -                    | 2026-06-01T12:00:00Z   | never fires: cron(0 0 30 2 ? *) has no run left; change it or the dates
            cron(0 0 1 1 ? 2002)    | UTC              | -                    | -                    | 2026-06-01T12:00:00Z   | never fires: cron(0 0 1 1 ? 2002) has no run left; change it or the dates
            cron(30 2 ? 3 SUN#2 *)  | America/New_York | -                    | -                    | 2026-06-01T12:00:00Z   | never fires: cron(30 2 ? 3 SUN#2 *) has no run left; change it or the dates
            cron(59 23 31 12 ? *)   | UTC              | -                    | -                    | 2199-12-31T23:58:59Z   | -
            cron(59 23 31 12 ? *)   | UTC              | -                    | -                    | 2199-12-31T23:59:00Z   | never fires: cron(59 23 31 12 ? *) has no run left; change it or the dates
            rate(1 day)             | UTC              | -                    | -                    | 2300-01-01T00:00:00Z   | -
            """)
    void validates_the_dates_at_the_time_of_the_request(
            String expression, ZoneId timezone, Instant start, Instant end, Instant requestedAt, String details) {
        Definition definition = definition(expression, timezone, start, end, null);
        RefusedException refused =
                catchThrowableOfType(RefusedException.class, () -> definition.checkTimes(requestedAt, null));
        assertThat(refused == null ? null : refused.joinedDetails()).isEqualTo(details);
    }

    @Test
    void accepts_an_old_start_date_that_is_unchanged() {
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        Definition before = definition("cron(0 12 * * ? *)", ZoneId.of("UTC"), start, null, null);
        Definition changed = definition("cron(0 12 * * ? *)", ZoneId.of("UTC"), start.plusSeconds(1), null, null);
        Instant requestedAt = Instant.parse("2026-06-01T12:00:00Z");

        before.checkTimes(requestedAt, before);
        assertThat(catchThrowableOfType(RefusedException.class, () -> changed.checkTimes(requestedAt, before)))
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"cron(0 12 * * ? *)", "rate(1 hour)", "at(2026-06-01T12:00:00)"})
    void flexible_window_does_not_change_the_firings(String expression) {
        Instant after = Instant.parse("2026-06-01T00:00:00Z");
        assertThat(definition(expression, ZoneId.of("UTC"), null, null, 1_440)
                        .recurrence(after)
                        .after(after)
                        .limit(3))
                .isEqualTo(definition(expression, ZoneId.of("UTC"), null, null, null)
                        .recurrence(after)
                        .after(after)
                        .limit(3)
                        .toList());
    }

    @Test
    void at_refuses_both_dates_and_reports_all_errors() {
        RefusedException refused = catchThrowableOfType(
                RefusedException.class, () -> new DefinitionReader(Set.of()).read(Json.parseObject("""
                                {"name": "tee time", "target_type": "web_action", "payload": {},
                                 "schedule_expression": "at(2026-03-08T02:30:00)", "timezone": "America/New_York",
                                 "start_date": "2026-01-01T00:00:00Z", "end_date": "2027-01-01T00:00:00Z"}
                                """)));
        assertThat(refused.details())
                .containsExactly(
                        "start_date: cannot be combined with at(), which fires only once; remove it",
                        "end_date: cannot be combined with at(), which fires only once; remove it",
                        "2026-03-08T02:30:00 does not exist in America/New_York, where clocks are put forward past it;"
                                + " choose a time before or after the gap");
    }

    private static Definition definition(
            String expression, ZoneId timezone, Instant start, Instant end, Integer windowMinutes) {
        return new Definition(
                ScheduleName.parse("tee time"),
                new Timing(Schedules.expression(expression), timezone, start, end, windowMinutes),
                new Target(TargetType.WEB_ACTION, null),
                JsonObject.parse("{}"),
                null,
                null,
                RetryPolicy.DEFAULT,
                Labels.NONE);
    }
}
