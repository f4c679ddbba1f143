package com.rezagent.schedules.expression;

import static org.assertj.core.api.Assertions.assertThat;

import com.rezagent.schedules.expression.ExplainedFiring.Mark;
import com.rezagent.schedules.expression.ExpressionExplanation.Question;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionExplanationTest {
    private static final Instant NOW = Instant.parse("2026-03-27T12:00:00Z");

    private static ExpressionExplanation explain(String text, String timezone, int count) {
        return explain(text, timezone, null, null, count, NOW);
    }

    private static ExpressionExplanation explain(
            String text, String timezone, @Nullable Instant start, @Nullable Instant end, int count, Instant now) {
        return ExpressionExplanation.of(new Question(text, timezone, start, end, count, now));
    }

    private static String meanings(String text) {
        return explain(text, "UTC", 1).fields().stream()
                .map(it -> it.name() + " " + it.text() + "=" + it.meaning())
                .collect(Collectors.joining("; "));
    }

    private static List<String> errors(ExpressionExplanation explanation, String text) {
        return explanation.errors().stream()
                .map(it -> it.field() + " [" + (text.isEmpty() ? "" : text.substring(it.from(), it.to())) + "] "
                        + it.message() + (it.fix() == null ? "" : " > " + it.fix()))
                .toList();
    }

    private static List<String> rows(ExpressionExplanation explanation) {
        assertThat(explanation.errors()).isEmpty();
        return explanation.firings().stream()
                .map(it -> it.localTime() + (it.mark() == Mark.NONE ? "" : " " + it.mark()))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cron(0 6 * * ? *)            | minute 0=at minute 0; hour 6=during hour 6; day-of-month *=every day; month *=every month; day-of-week ?=the day of the month decides; year *=every year
            cron(*/15 8-17 ? * MON-FRI *) | minute */15=every 15 minutes; hour 8-17=during hours 8 to 17; day-of-month ?=the day of the week decides; month *=every month; day-of-week MON-FRI=from Monday to Friday; year *=every year
            cron(0,30 * L JAN,JUL ? 2027) | minute 0,30=at minutes 0 and 30; hour *=every hour; day-of-month L=on the last day of the month; month JAN,JUL=in January and July; day-of-week ?=the day of the month decides; year 2027=in 2027
            cron(0 9 ? * FRIL *)         | minute 0=at minute 0; hour 9=during hour 9; day-of-month ?=the day of the week decides; month *=every month; day-of-week FRIL=on the last Friday of the month; year *=every year
            cron(0 9 ? * 6#2 *)          | minute 0=at minute 0; hour 9=during hour 9; day-of-month ?=the day of the week decides; month *=every month; day-of-week 6#2=on the second Friday of the month; year *=every year
            cron(5/7 0/2 15W 3-5 ? 2026-2030) | minute 5/7=at every 7th minute from 5 to 59; hour 0/2=every 2 hours; day-of-month 15W=on the weekday (Monday to Friday) nearest to day 15 of the month; month 3-5=from March to May; day-of-week ?=the day of the month decides; year 2026-2030=from 2026 to 2030
            cron(0 0 * * SUN *)          | minute 0=at minute 0; hour 0=during hour 0; day-of-month *=the day of the week decides; month *=every month; day-of-week SUN=on Sunday; year *=every year
            rate(1 hour)                 | value 1=every 1; unit hour=hour
            rate(90 minutes)             | value 90=every 90; unit minutes=minutes
            at(2026-11-14T09:00:00)      | date 2026-11-14=on Saturday, 14 November 2026; time 09:00:00=at 09:00, local time
            """)
    void each_field_has_a_meaning(String text, String meanings) {
        assertThat(meanings(text)).isEqualTo(meanings);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cron(0 25 * * ? *)     | minute 0=at minute 0; hour 25=null; day-of-month *=every day; month *=every month; day-of-week ?=the day of the month decides; year *=every year
            cron(0 6 ? * MON/2 *)  | minute 0=at minute 0; hour 6=during hour 6; day-of-month ?=the day of the week decides; month *=every month; day-of-week MON/2=null; year *=every year
            cron(0 6               | minute 0=at minute 0; hour 6=during hour 6
            cron(0 6 1 * MON *) x  | minute 0=at minute 0; hour 6=during hour 6; day-of-month 1=on day 1 of the month; month *=every month; day-of-week MON=on Monday; year *=every year
            'cron('                | ''
            rate(5                 | value 5=null
            at(2026-11             | ''
            hello                  | ''
            """)
    void the_valid_fields_of_an_unfinished_text_have_a_meaning(String text, String meanings) {
        assertThat(meanings(text)).isEqualTo(meanings);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cron(0 25 * * ? *)       | hour [25] 25 is not in 0-23
            cron(0 20-24 * * ? *)    | hour [24] 24 is not in 0-23
            cron(24 24 * * ? *)      | hour [24] 24 is not in 0-23
            cron(0 0 ? * MON/2 *)    | day-of-week [MON/2] Write MON,WED,FRI instead of MON/2
            cron(0 0 ? * SUN,Mond *) | day-of-week [Mond] Write MON instead of Mond
            cron(1,,2 0 * * ? *)     | minute [1,,2] The list has an empty element > Remove the comma or write a value
            cron(*/0 0 * * ? *)      | minute [*/0] The step in */0 is not a number from 1 to 2147483647
            cron(0 ? * * ? *)        | hour [?] ? is for the two day fields > Write *
            cron(0 6 * * ?)          | schedule_expression [cron(0 6 * * ?)] Expression must have 6 fields for EventBridge Scheduler
            CRON(0 6 * * ? *)        | schedule_expression [CRON(0 6 * * ? *)] Write cron( in lower case
            0 6 * * *                | schedule_expression [0 6 * * *] Expression must have 6 fields for EventBridge Scheduler
            @daily                   | schedule_expression [@daily] @daily is a macro of crontab > Write cron(0 0 * * ? *)
            every 5 minutes          | schedule_expression [every 5 minutes] This is an interval in words > Write rate(5 minutes)
            rate(0 hours)            | value [0] 0 is not in 1-2147483647
            rate(5 parsecs)          | unit [parsecs] Parsecs is not minutes, hours or days
            at(2026-13-01T09:00:00)  | month [13] 13 is not in 1-12
            at(2026-02-30T09:00:00)  | day [30] 30 is not in 1-28, the days of 2026-02
            at(2026-02-03T09:61:00)  | minute [61] 61 is not in 0-59
            hello                    | schedule_expression [hello] Write cron(…), rate(…) or at(…), for example cron(0 12 * * ? *), rate(5 minutes) or at(2030-01-31T12:00:00)
            """)
    void an_error_points_at_its_place_in_the_text(String text, String first) {
        ExpressionExplanation explanation = explain(text, "UTC", 3);

        assertThat(explanation.isValid()).isFalse();
        assertThat(explanation.firings()).isEmpty();
        assertThat(explanation.perMonth()).isEmpty();
        assertThat(errors(explanation, text).get(0)).isEqualTo(first);
    }

    @Test
    void an_error_of_both_day_fields_points_at_each() {
        String text = "cron(0 0 1 * MON *)";

        assertThat(errors(explain(text, "UTC", 1), text))
                .containsExactly(
                        "day-of-month [1] Both have a value, 1 and MON > Write ? in one of them",
                        "day-of-week [MON] Both have a value, 1 and MON > Write ? in one of them");
    }

    @Test
    void places_count_utf16_units_of_the_text_as_sent() {
        String text = "cron(\uD83D\uDE00 25 * * ? *)";

        assertThat(explain(text, "UTC", 1).errors())
                .extracting(it -> it.field() + " " + it.from() + "-" + it.to())
                .containsExactly("minute 5-7", "hour 8-10");
    }

    @Test
    void an_unknown_timezone_is_an_error_with_a_fix() {
        ExpressionExplanation explanation = explain("rate(1 day)", "Amerika/New_York", 1);

        assertThat(explanation.canonical()).isEqualTo("rate(1 day)");
        assertThat(explanation.description()).isEqualTo("Every day");
        assertThat(explanation.firings()).isEmpty();
        assertThat(explanation.errors()).singleElement().satisfies(it -> {
            assertThat(it.field()).isEqualTo("timezone");
            assertThat(it.message()).startsWith("Amerika/New_York is not an IANA timezone id");
            assertThat(it.fix()).isEqualTo("Did you mean America/New_York?");
            assertThat(it.to()).isEqualTo("Amerika/New_York".length());
        });
    }

    @Test
    void bounds_that_exclude_each_other_are_an_error() {
        Instant start = Instant.parse("2026-05-01T00:00:00Z");

        assertThat(explain("rate(1 day)", "UTC", start, start, 1, NOW).errors())
                .extracting(ExpressionError::field)
                .containsExactly("end_date");
        assertThat(explain("at(2026-06-01T00:00:00)", "UTC", start, start.plusSeconds(1), 1, NOW)
                        .errors())
                .extracting(ExpressionError::field)
                .containsExactly("start_date", "end_date");
    }

    @Test
    void an_at_in_a_gap_is_an_error() {
        assertThat(errors(explain("at(2026-03-29T02:30:00)", "Europe/Berlin", 1), "at(2026-03-29T02:30:00)"))
                .containsExactly(
                        "schedule_expression [at(2026-03-29T02:30:00)] 2026-03-29T02:30:00 does not exist in"
                                + " Europe/Berlin, where clocks are put forward past it > Choose a time before or after the gap");
    }

    @Test
    void a_time_that_clocks_skip_is_a_row_that_is_not_counted() {
        assertThat(rows(explain("cron(30 2 * * ? *)", "Europe/Berlin", 3)))
                .containsExactly("2026-03-28T02:30", "2026-03-29T02:30 GAP", "2026-03-30T02:30", "2026-03-31T02:30");
    }

    @Test
    void each_skipped_time_is_a_row() {
        assertThat(rows(explain("cron(0/20 1-3 29 3 ? 2026)", "Europe/Berlin", null, null, 100, NOW)))
                .containsExactly(
                        "2026-03-29T01:00",
                        "2026-03-29T01:20",
                        "2026-03-29T01:40",
                        "2026-03-29T02:00 GAP",
                        "2026-03-29T02:20 GAP",
                        "2026-03-29T02:40 GAP",
                        "2026-03-29T03:00",
                        "2026-03-29T03:20",
                        "2026-03-29T03:40");
    }

    @Test
    void a_cron_that_selects_only_a_skipped_time_has_only_that_row() {
        ExpressionExplanation explanation = explain("cron(30 2 29 3 ? 2026)", "Europe/Berlin", 10);

        assertThat(rows(explanation)).containsExactly("2026-03-29T02:30 GAP");
        assertThat(explanation.firings().get(0).scheduledTime()).isNull();
        assertThat(explanation.perMonth()).hasValue(0);
        assertThat(explanation.warnings()).containsExactly("It never fires: no time that it selects is left.");
    }

    @Test
    void a_repeated_time_runs_in_its_first_pass_and_is_marked() {
        ExpressionExplanation explanation =
                explain("cron(30 1-3 * * ? *)", "Europe/Berlin", null, null, 4, Instant.parse("2026-10-24T22:00:00Z"));

        assertThat(rows(explanation))
                .containsExactly(
                        "2026-10-25T01:30", "2026-10-25T02:30 OVERLAP", "2026-10-25T03:30", "2026-10-26T01:30");
        assertThat(explanation.firings().get(1).scheduledTime()).isEqualTo("2026-10-25T00:30:00Z");
    }

    @Test
    void clock_changes_of_another_timezone_are_marked_on_its_own_dates() {
        assertThat(rows(explain(
                        "cron(30 2 * * ? *)",
                        "America/New_York",
                        null,
                        null,
                        2,
                        Instant.parse("2026-03-07T12:00:00Z"))))
                .containsExactly("2026-03-08T02:30 GAP", "2026-03-09T02:30", "2026-03-10T02:30");
        assertThat(rows(explain("at(2026-11-01T01:30:00)", "America/New_York", null, null, 2, NOW)))
                .containsExactly("2026-11-01T01:30 OVERLAP");
    }

    @Test
    void a_rate_has_no_local_times_to_mark() {
        assertThat(rows(explain(
                        "rate(30 minutes)", "Europe/Berlin", null, null, 4, Instant.parse("2026-10-25T00:00:00Z"))))
                .containsExactly("2026-10-25T02:00", "2026-10-25T02:30", "2026-10-25T02:00", "2026-10-25T02:30");
    }

    @Test
    void gaps_outside_the_bounds_are_left_out() {
        Instant end = Instant.parse("2026-03-28T12:00:00Z");

        assertThat(rows(explain("cron(30 2 * * ? *)", "Europe/Berlin", null, end, 10, NOW)))
                .containsExactly("2026-03-28T02:30");
    }

    @Test
    void the_number_of_skipped_rows_is_limited() {
        ExpressionExplanation explanation = explain("cron(* 2 29 3 ? *)", "Europe/Berlin", 100);

        assertThat(explanation.firings().stream().filter(ExplainedFiring::runs)).hasSize(100);
        assertThat(explanation.firings()).hasSizeLessThanOrEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cron(0 6 * * ? *)       | 30
            cron(0 6 ? * MON *)     | 4.4
            cron(0 9 ? * FRIL *)    | 1
            cron(* 8-17 * * ? *)    | 18051
            cron(* * * * ? *)       | 43830
            cron(0 0 1 1 ? *)       | 0.1
            cron(0 0 29 2 ? *)      | 0.1
            cron(0 0 1 1 ? 2020)    | 0
            rate(1 minute)          | 43830
            rate(7 days)            | 4.3
            rate(100000 days)       | 0.1
            """)
    void the_firings_of_a_month_are_an_average(String text, double perMonth) {
        assertThat(explain(text, "UTC", 1).perMonth().getAsDouble()).isEqualTo(perMonth);
    }

    @Test
    void an_at_has_no_firings_per_month() {
        assertThat(explain("at(2026-06-01T00:00:00)", "UTC", 1).perMonth()).isEmpty();
    }

    @Test
    void a_canonicalized_expression_has_a_warning() {
        ExpressionExplanation explanation = explain("cron(0 0 * * sun *)", "UTC", 1);

        assertThat(explanation.canonical()).isEqualTo("cron(0 0 ? * SUN *)");
        assertThat(explanation.warnings()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "(",
                ")",
                "cron",
                "cron(",
                "cron()",
                "at()",
                "at(T)",
                "at(2026-11-14T)",
                "rate()",
                "rate( )",
                "cron(((((",
                "\u202Ecron(0 6 * * ? *)",
                "<script>alert(1)</script>",
                "cron(0\u00000 * * ? *)"
            })
    void any_text_gets_an_explanation(String text) {
        assertThat(explain(text, "UTC", 1).errors()).isNotEmpty().allSatisfy(it -> {
            assertThat(it.from()).isBetween(0, it.to());
            assertThat(it.to()).isLessThanOrEqualTo(text.length());
            assertThat(it.message()).isNotBlank();
        });
    }

    @Test
    void a_text_that_is_too_long_is_an_error() {
        assertThat(explain("cron(" + "0".repeat(300_000), "UTC", 1).errors())
                .singleElement()
                .satisfies(it -> assertThat(it.message()).startsWith("Expression must have at most 256 characters"));
    }

    /** What is explained is what fires: both use the same recurrence. */
    @Test
    void the_firings_are_those_of_the_recurrence() {
        Random random = new Random(20260327);
        List<String> zones = List.of("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC");
        for (long seed = 0; seed < 200; seed++) {
            String text = RandomCron.of(seed).text();
            String zone = zones.get(random.nextInt(zones.size()));
            ExpressionExplanation explanation = explain(text, zone, 10);
            if (!explanation.isValid()) {
                continue;
            }
            Recurrence recurrence =
                    new Recurrence(Expression.parse(text).expression(), ZoneId.of(zone), null, null, NOW);
            assertThat(explanation.firings().stream()
                            .filter(ExplainedFiring::runs)
                            .map(ExplainedFiring::scheduledTime))
                    .as(text + " in " + zone + ", seed " + seed)
                    .isEqualTo(recurrence.after(NOW).limit(10).toList());
        }
    }
}
