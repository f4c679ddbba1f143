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

/** What only the moment of asking can judge, to the second. */
class DefinitionTimesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            # expression | timezone | start | end | asked at | refused with
            at(2026-06-01T12:00:00) | UTC              | -                    | -                    | 2026-06-01T11:59:59Z   | -
            at(2026-06-01T12:00:00) | UTC              | -                    | -                    | 2026-06-01T11:59:59.9Z | -
            at(2026-06-01T12:00:00) | UTC              | -                    | -                    | 2026-06-01T12:00:00Z   | never fires: at(2026-06-01T12:00:00) in UTC is not in the future; give a later time
            at(2026-06-01T12:00:00) | America/New_York | -                    | -                    | 2026-06-01T12:00:00Z   | -
            # 01:30 comes twice: the first pass is at 05:30Z, and the second does not count
            at(2026-11-01T01:30:00) | America/New_York | -                    | -                    | 2026-11-01T05:29:59Z   | -
            at(2026-11-01T01:30:00) | America/New_York | -                    | -                    | 2026-11-01T05:30:00Z   | never fires: at(2026-11-01T01:30:00) in America/New_York is not in the future; give a later time
            cron(0 12 * * ? *)      | UTC              | 2026-06-01T11:55:00Z | -                    | 2026-06-01T12:00:00Z   | -
            cron(0 12 * * ? *)      | UTC              | 2026-06-01T11:54:59Z | -                    | 2026-06-01T12:00:00Z   | start_date: 2026-06-01T11:54:59Z is more than 5 minutes in the past; leave it out to start now
            rate(1 day)             | UTC              | 2026-06-01T11:55:00Z | -                    | 2026-06-01T12:00:00Z   | -
            rate(1 day)             | UTC              | 2026-06-01T11:54:59Z | -                    | 2026-06-01T12:00:00Z   | start_date: 2026-06-01T11:54:59Z is more than 5 minutes in the past; leave it out to start now
            # both bounds are included
            cron(0 12 * * ? *)      | UTC              | 2026-06-02T12:00:00Z | 2026-06-02T12:00:01Z | 2026-06-01T12:00:00Z   | -
            cron(0 12 * * ? *)      | UTC              | -                    | 2026-06-01T12:00:00Z | 2026-06-01T11:59:59Z   | -
            cron(0 12 * * ? *)      | UTC              | -                    | 2026-06-01T12:00:00Z | 2026-06-01T12:00:00Z   | never fires: cron(0 12 * * ? *) has no run left before end_date 2026-06-01T12:00:00Z; change it or the dates
            rate(1 day)             | UTC              | -                    | 2026-06-01T12:00:00Z | 2026-06-01T12:00:00Z   | -
            rate(1 day)             | UTC              | -                    | 2026-06-01T11:59:59Z | 2026-06-01T12:00:00Z   | never fires: rate(1 day) has no run left before end_date 2026-06-01T11:59:59Z; change it or the dates
            # nothing that it selects ever comes
            cron(0 0 30 2 ? *)      | UTC              | -                    | -                    | 2026-06-01T12:00:00Z   | never fires: cron(0 0 30 2 ? *) has no run left; change it or the dates
            cron(0 0 1 1 ? 2002)    | UTC              | -                    | -                    | 2026-06-01T12:00:00Z   | never fires: cron(0 0 1 1 ? 2002) has no run left; change it or the dates
            cron(30 2 ? 3 SUN#2 *)  | America/New_York | -                    | -                    | 2026-06-01T12:00:00Z   | never fires: cron(30 2 ? 3 SUN#2 *) has no run left; change it or the dates
            cron(59 23 31 12 ? *)   | UTC              | -                    | -                    | 2199-12-31T23:58:59Z   | -
            cron(59 23 31 12 ? *)   | UTC              | -                    | -                    | 2199-12-31T23:59:00Z   | never fires: cron(59 23 31 12 ? *) has no run left; change it or the dates
            rate(1 day)             | UTC              | -                    | -                    | 2300-01-01T00:00:00Z   | -
            """)
    void is_judged_at_the_moment_of_asking(
            String expression, ZoneId timezone, Instant start, Instant end, Instant asked, String details) {
        Definition definition = definition(expression, timezone, start, end, null);
        RefusedException refused =
                catchThrowableOfType(RefusedException.class, () -> definition.checkTimes(asked, null));
        assertThat(refused == null ? null : refused.joinedDetails()).isEqualTo(details);
    }

    @Test
    void a_start_that_was_there_before_may_be_old() {
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        Definition before = definition("cron(0 12 * * ? *)", ZoneId.of("UTC"), start, null, null);
        Definition moved = definition("cron(0 12 * * ? *)", ZoneId.of("UTC"), start.plusSeconds(1), null, null);
        Instant asked = Instant.parse("2026-06-01T12:00:00Z");

        before.checkTimes(asked, before);
        assertThat(catchThrowableOfType(RefusedException.class, () -> moved.checkTimes(asked, before)))
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"cron(0 12 * * ? *)", "rate(1 hour)", "at(2026-06-01T12:00:00)"})
    void a_flexible_window_moves_no_firing(String expression) {
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
    void an_at_goes_with_no_dates_and_all_its_faults_are_told() {
        RefusedException refused = catchThrowableOfType(
                RefusedException.class, () -> new DefinitionReader(Set.of()).read(Json.parseObject("""
                                {"name": "tee time", "target_type": "web_action", "payload": {},
                                 "schedule_expression": "at(2026-03-08T02:30:00)", "timezone": "America/New_York",
                                 "start_date": "2026-01-01T00:00:00Z", "end_date": "2027-01-01T00:00:00Z"}
                                """)));
        assertThat(refused.details())
                .containsExactly(
                        "start_date: does not go with at(), which names its one moment; leave it out",
                        "end_date: does not go with at(), which names its one moment; leave it out",
                        "2026-03-08T02:30:00 does not exist in America/New_York, where clocks are put forward past it;"
                                + " choose a time before or after the gap");
    }

    private static Definition definition(
            String expression, ZoneId timezone, Instant start, Instant end, Integer windowMinutes) {
        return new Definition(
                ScheduleName.parse("tee time"),
                Schedules.expression(expression),
                timezone,
                start,
                end,
                windowMinutes,
                new Target(TargetType.WEB_ACTION, null),
                JsonObject.parse("{}"),
                null,
                null,
                RetryPolicy.DEFAULT);
    }
}
