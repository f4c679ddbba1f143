package com.rezagent.schedules.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecurrenceWarningsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cron(0 0 31 * ? *)      | Months without day 31 are skipped: February, April, June, September and November.
            cron(0 0 31 1-4 ? *)    | Months without day 31 are skipped: February and April.
            cron(0 0 30 * ? *)      | Months without day 30 are skipped: February.
            cron(0 0 29 * ? *)      | Months without day 29 are skipped: February except in leap years.
            cron(0 0 29-31 2-4 ? *) | Months without day 29 are skipped: February except in leap years.
            cron(0 0 30-31 * ? *)   | Months without day 30 are skipped: February.
            cron(0 0 15,31 * ? *)   | Day 31 is skipped in months without it: February, April, June, September and November.
            cron(0 0 1,29 * ? *)    | Day 29 is skipped in months without it: February except in leap years.
            cron(0 0 31W * ? *)     | Months without day 31 are skipped: February, April, June, September and November.
            cron(0 0 29W 2 ? *)     | Months without day 29 are skipped: February except in leap years.
            cron(0 0 L-28 * ? *)    | Months too short for L-28 are skipped: February except in leap years.
            cron(0 0 L-29 * ? *)    | Months too short for L-29 are skipped: February.
            cron(0 0 L-30 * ? *)    | Months too short for L-30 are skipped: February, April, June, September and November.
            cron(0 0 ? * FRI#5 *)   | Months with only four Fridays are skipped: it asks for the fifth.
            cron(0 0 ? * 1#5 *)     | Months with only four Sundays are skipped: it asks for the fifth.
            cron(0 0 30 2 ? *)      | It never fires: no time that it selects is left.
            cron(0 0 * * ? 2002)    | It never fires: no time that it selects is left.
            """)
    void lists_the_months_that_are_skipped(String text, String warning) {
        assertThat(warnings(text, "UTC", null, null)).containsExactly(warning);
    }

    @Test
    void warns_of_each_selected_day_that_some_months_lack() {
        assertThat(warnings("cron(0 0 29,30,31 2,4 ? *)", "UTC", null, null))
                .containsExactly(
                        "Months without day 29 are skipped: February except in leap years.",
                        "Day 30 is skipped in months without it: February.",
                        "Day 31 is skipped in months without it: February and April.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cron(0 0 * * ? *)",
                "cron(0 0 1-31 * ? *)",
                "cron(0 0 */1 * ? *)",
                "cron(0 0 28 * ? *)",
                "cron(0 0 28W * ? *)",
                "cron(0 0 31 1,3 ? *)",
                "cron(0 0 31W 1,3 ? *)",
                "cron(0 0 L * ? *)",
                "cron(0 0 LW * ? *)",
                "cron(0 0 L-27 * ? *)",
                "cron(0 0 L-30 1 ? *)",
                "cron(0 0 ? * FRI#4 *)",
                "cron(0 0 ? * FRIL *)",
                "cron(0 0 ? * SUN *)",
                "rate(1 day)",
                "at(2020-01-01T00:00:00)",
                "at(2026-06-01T00:00:00)"
            })
    void has_no_warning_if_no_month_is_skipped(String text) {
        assertThat(warnings(text, "UTC", null, null)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cron(0/90 * * * ? *)       | minute: 0/90 selects 0 only, once in each hour, because the next value would be past 59. For every 90 minutes write rate(90 minutes).
            cron(*/60 * * * ? *)       | minute: */60 selects 0 only, once in each hour, because the next value would be past 59. For every 60 minutes write rate(60 minutes).
            cron(50/15 * * * ? *)      | minute: 50/15 selects 50 only, once in each hour, because the next value would be past 59. For every 15 minutes write rate(15 minutes).
            cron(5,10-30/40 9 * * ? *) | minute: 10-30/40 selects 10 only, once in each hour, because the next value would be past 30.
            cron(0 0/36 * * ? *)       | hour: 0/36 selects 0 only, once in each day, because the next value would be past 23. For every 36 hours write rate(36 hours).
            cron(0 9 1/40 * ? *)       | day-of-month: 1/40 selects 1 only, once in each month, because the next value would be past 31. For every 40 days write rate(40 days).
            cron(0 9 1 */12 ? *)       | month: */12 selects 1 only, once in each year, because the next value would be past 12.
            cron(0 9 1 1 ? 2199/5)     | year: 2199/5 selects 2199 only, because the next value would be past 2199.
            cron(*/45 * * * ? *)       | minute: */45 selects 0 and 45 and restarts with each hour: from 45 to the next 0 it is 15 minutes, not 45. For every 45 minutes write rate(45 minutes).
            cron(*/7 * * * ? *)        | minute: */7 selects 0, 7 … 56 and restarts with each hour: from 56 to the next 0 it is 4 minutes, not 7. For every 7 minutes write rate(7 minutes).
            cron(0-59/25 8 * * ? *)    | minute: 0-59/25 selects 0, 25 and 50 and restarts with each hour: from 50 to the next 0 it is 10 minutes, not 25.
            cron(20/15 * * * ? *)      | minute: 20/15 selects 20, 35 and 50 and restarts with each hour: from 50 to the next 20 it is 30 minutes, not 15. For every 15 minutes write rate(15 minutes).
            cron(0 */5 * * ? *)        | hour: */5 selects 0, 5, 10, 15 and 20 and restarts with each day: from 20 to the next 0 it is 4 hours, not 5. For every 5 hours write rate(5 hours).
            cron(0 */5 ? * MON *)      | hour: */5 selects 0, 5, 10, 15 and 20 and restarts with each day: from 20 to the next 0 it is 4 hours, not 5.
            cron(0 9 */2 * ? *)        | day-of-month: */2 selects 1, 3 … 31 and restarts with each month: from 31 to the next 1 it is as many days as remain in the month, not 2. For every 2 days write rate(2 days).
            cron(0 9 1 */5 ? *)        | month: */5 selects 1, 6 and 11 and restarts with each year: from 11 to the next 1 it is 2 months, not 5.
            """)
    void warns_of_steps_with_an_unexpected_effect(String text, String warning) {
        List<String> warnings = warnings(text, "UTC", null, null);
        assertThat(warnings).containsExactly(warning);
        DialectTranslatorTest.SUGGESTION
                .matcher(warning)
                .results()
                .forEach(it ->
                        assertThat(Expression.parse(it.group()).warnings()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cron(*/15 * * * ? *)",
                "cron(7/20 * * * ? *)",
                "cron(*/1 * * * ? *)",
                "cron(0/40,20 * * * ? *)",
                "cron(0 9-17/3 * * ? *)",
                "cron(0 */6 * * ? *)",
                "cron(0 22-4/3 * * ? *)",
                "cron(0 9 1-15/5 * ? *)",
                "cron(0 9 1 */3 ? *)",
                "cron(0 9 1 2/3 ? *)",
                "cron(0 9 1 1 ? */5)",
                "cron(0 9 1 1 ? 2027/3)"
            })
    void has_no_warning_for_even_steps_and_explicit_ranges(String text) {
        assertThat(warnings(text, "UTC", null, null))
                .noneMatch(it -> it.contains("selects") && !it.startsWith("minute: 0/40"));
    }

    @Test
    void warns_of_each_step_of_each_field() {
        assertThat(warnings("cron(0/70,*/50 */7 * * ? *)", "UTC", null, null))
                .hasSize(3)
                .noneMatch(it -> it.contains("rate("));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            rate(1 day)      | America/New_York    | On 2026-03-08 clocks in America/New_York change, and a rate counts elapsed time: from then on it runs 1 hour later on the clock, at 20:00 instead of 19:00. cron(0 19 * * ? *) keeps the local time.
            rate(24 hours)   | Europe/Berlin       | On 2026-03-29 clocks in Europe/Berlin change, and a rate counts elapsed time: from then on it runs 1 hour later on the clock, at 02:00 instead of 01:00. cron(0 1 * * ? *) keeps the local time.
            rate(1440 minutes) | Europe/Berlin     | On 2026-03-29 clocks in Europe/Berlin change, and a rate counts elapsed time: from then on it runs 1 hour later on the clock, at 02:00 instead of 01:00. cron(0 1 * * ? *) keeps the local time.
            rate(7 days)     | America/New_York    | On 2026-03-08 clocks in America/New_York change, and a rate counts elapsed time: from then on it runs 1 hour later on the clock, at 20:00 instead of 19:00. cron(0 19 ? * WED *) keeps the local time.
            rate(3 days)     | America/New_York    | On 2026-03-08 clocks in America/New_York change, and a rate counts elapsed time: from then on it runs 1 hour later on the clock, at 20:00 instead of 19:00. No cron counts every 3 days; one for days of the week or of the month keeps the local time, such as cron(0 19 ? * MON *).
            rate(12 hours)   | Europe/Berlin       | On 2026-03-29 clocks in Europe/Berlin change, and a rate counts elapsed time: from then on it runs 1 hour later on the clock. cron(0 1,13 * * ? *) keeps the local time.
            rate(1 hour)     | Australia/Lord_Howe | On 2026-04-05 clocks in Australia/Lord_Howe change, and a rate counts elapsed time: from then on it runs 30 minutes earlier on the clock. cron(0 * * * ? *) keeps the local time, but its run at 02:00 on 2026-10-04 is skipped: clocks skip that time.
            rate(36 hours)   | America/New_York    | On 2026-03-08 clocks in America/New_York change, and a rate counts elapsed time: from then on it runs 1 hour later on the clock.
            rate(2160 minutes) | America/New_York  | On 2026-03-08 clocks in America/New_York change, and a rate counts elapsed time: from then on it runs 1 hour later on the clock.
            rate(10 hours)   | Europe/Berlin       | On 2026-03-29 clocks in Europe/Berlin change, and a rate counts elapsed time: from then on it runs 1 hour later on the clock.
            rate(90 minutes) | Europe/Berlin       | On 2026-03-29 clocks in Europe/Berlin change, and a rate counts elapsed time: from then on it runs 1 hour later on the clock.
            rate(25 hours)   | Australia/Lord_Howe | On 2026-04-05 clocks in Australia/Lord_Howe change, and a rate counts elapsed time: from then on it runs 30 minutes earlier on the clock.
            rate(2 hours)    | Antarctica/Troll    | -
            rate(36 hours)   | Asia/Tokyo          | -
            rate(25 hours)   | Europe/Berlin       | -
            rate(100 minutes) | Europe/Berlin      | -
            rate(30 minutes) | Europe/Berlin       | -
            rate(1 hour)     | Europe/Berlin       | -
            rate(5 hours)    | Europe/Berlin       | -
            rate(45 minutes) | Europe/Berlin       | -
            rate(1 day)      | Asia/Tokyo          | -
            rate(1 day)      | UTC                 | -
            rate(365 days)   | America/New_York    | -
            rate(2147483647 days) | America/New_York | -
            """)
    void warns_of_rates_whose_local_time_moves(String text, String zone, String warning) {
        assertThat(warnings(text, zone, null, null)).isEqualTo(warning.equals("-") ? List.of() : List.of(warning));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            rate(1 day)    | America/New_York | 2026-01-01T07:30:00Z | -                    | cron(30 2 * * ? *) keeps the local time, but its run at 02:30 on 2026-03-08 is skipped: clocks skip that time.
            rate(1 day)    | America/New_York | 2026-07-01T06:30:00Z | -                    | cron(30 2 * * ? *) keeps the local time.
            rate(12 hours) | America/New_York | 2026-01-01T19:00:00Z | -                    | cron(0 2,14 * * ? *) keeps the local time, but its run at 02:00 on 2026-03-08 is skipped: clocks skip that time.
            rate(7 days)   | America/New_York | 2026-01-04T07:30:00Z | -                    | cron(30 2 ? * SUN *) keeps the local time, but its run at 02:30 on 2026-03-08 is skipped: clocks skip that time.
            rate(7 days)   | America/New_York | 2026-01-05T07:30:00Z | -                    | cron(30 2 ? * MON *) keeps the local time.
            rate(1 day)    | America/New_York | 2026-01-01T08:00:00Z | -                    | cron(0 3 * * ? *) keeps the local time.
            rate(1 day)    | Europe/Berlin    | 2026-07-01T00:30:00Z | 2026-12-31T00:00:00Z | cron(30 2 * * ? *) keeps the local time.
            """)
    void the_warning_of_a_rate_says_if_the_clocks_skip_a_run_of_the_suggested_cron(
            String text, String zone, Instant start, Instant end, String sentence) {
        Recurrence recurrence = new Recurrence(Expression.parse(text).expression(), ZoneId.of(zone), start, end, start);
        assertThat(recurrence.warnings(NOW)).singleElement().asString().endsWith(". " + sentence);
    }

    @Test
    void a_rate_that_ends_before_the_change_has_no_warning() {
        Instant change = Instant.parse("2026-03-08T07:00:00Z");
        assertThat(warnings("rate(1 day)", "America/New_York", null, change.minusSeconds(1)))
                .isEmpty();
        assertThat(warnings("rate(1 day)", "America/New_York", null, change.plusSeconds(86_400)))
                .hasSize(1);
        assertThat(warnings("rate(1 day)", "America/New_York", Instant.parse("2026-12-01T00:00:00Z"), null))
                .isEmpty();
    }

    @Test
    void a_rate_far_in_the_future_has_no_warning() {
        Recurrence recurrence = new Recurrence(
                Expression.parse("rate(1 day)").expression(),
                ZoneId.of("America/New_York"),
                null,
                null,
                Instant.MAX.minusSeconds(86_400));
        assertThat(recurrence.warnings(NOW)).isEmpty();
        assertThat(recurrence.warnings(Instant.MAX)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cron(30 2 * * ? *)   | America/New_York | On 2026-03-08 clocks in America/New_York go forward from 02:00 to 03:00: the run at 02:30 is skipped.
            cron(0 2 * * ? *)    | America/New_York | On 2026-03-08 clocks in America/New_York go forward from 02:00 to 03:00: the run at 02:00 is skipped.
            cron(0/15 2 * * ? *) | America/New_York | On 2026-03-08 clocks in America/New_York go forward from 02:00 to 03:00: the 4 runs from 02:00 to 02:45 are skipped.
            cron(30 1 * * ? *)   | America/New_York | On 2026-11-01 clocks in America/New_York go back from 02:00 to 01:00: the run at 01:30 happens once, in the first pass.
            cron(0 1 ? * SUN *)  | America/New_York | On 2026-11-01 clocks in America/New_York go back from 02:00 to 01:00: the run at 01:00 happens once, in the first pass.
            cron(* 1 * * ? *)    | America/New_York | On 2026-11-01 clocks in America/New_York go back from 02:00 to 01:00: the 60 runs from 01:00 to 01:59 happen once, in the first pass, and not in the second.
            cron(15 2 * * ? *)   | Australia/Lord_Howe | On 2026-10-04 clocks in Australia/Lord_Howe go forward from 02:00 to 02:30: the run at 02:15 is skipped.
            cron(0 0 * 3 ? *)    | America/Havana   | On 2026-03-08 clocks in America/Havana go forward from 00:00 to 01:00: the run at 00:00 is skipped.
            cron(30 23 * * ? *)  | Asia/Beirut      | On 2026-10-25 clocks in Asia/Beirut go back from 00:00 to 2026-10-24 23:00: the run at 2026-10-24 23:30 happens once, in the first pass.
            at(2026-11-01T01:30:00) | America/New_York | Clocks in America/New_York show 2026-11-01T01:30:00 twice: it fires the first time.
            """)
    void warns_of_a_change_of_clocks_that_affects_a_run_within_a_year(String text, String zone, String warning) {
        assertThat(warnings(text, zone, null, null)).containsExactly(warning);
    }

    @Test
    void a_skipped_day_is_described_with_both_dates() {
        Recurrence recurrence = new Recurrence(
                Expression.parse("cron(0 */12 * * ? *)").expression(),
                ZoneId.of("Pacific/Apia"),
                Instant.parse("2011-12-01T00:00:00Z"),
                null,
                NOW);
        assertThat(recurrence.warnings(Instant.parse("2011-06-01T00:00:00Z")))
                .containsExactly(
                        "On 2011-12-30 clocks in Pacific/Apia go forward from 00:00 to 2011-12-31 00:00: the 2 runs"
                                + " from 00:00 to 12:00 are skipped.");
    }

    @Test
    void warns_of_the_next_gap_and_the_next_overlap_once_each() {
        // Casablanca changes its clocks twice a year; only a change that affects a run has a warning.
        assertThat(warnings("cron(30 2 ? * * 2027-2028)", "Africa/Casablanca", null, null))
                .isEmpty();
        assertThat(warnings("cron(0 * * * ? *)", "America/New_York", null, null))
                .containsExactly(
                        "On 2026-03-08 clocks in America/New_York go forward from 02:00 to 03:00: the run at 02:00 is"
                                + " skipped.",
                        "On 2026-11-01 clocks in America/New_York go back from 02:00 to 01:00: the run at 01:00 happens"
                                + " once, in the first pass.");
    }

    @Test
    void warns_of_the_nearer_of_two_gaps_and_of_two_overlaps() {
        // Casablanca goes back on 2026-02-15 and 2027-02-07, forward on 2026-03-22 and 2027-03-14.
        Recurrence recurrence = new Recurrence(
                Expression.parse("cron(30 2 * * ? *)").expression(), ZoneId.of("Africa/Casablanca"), null, null, NOW);
        assertThat(recurrence.warnings(Instant.parse("2026-02-14T00:00:00Z")))
                .containsExactly(
                        "On 2026-02-15 clocks in Africa/Casablanca go back from 03:00 to 02:00: the run at 02:30 happens"
                                + " once, in the first pass.",
                        "On 2026-03-22 clocks in Africa/Casablanca go forward from 02:00 to 03:00: the run at 02:30 is"
                                + " skipped.");
        assertThat(recurrence.warnings(Instant.parse("2026-03-20T00:00:00Z")))
                .containsExactly(
                        "On 2026-03-22 clocks in Africa/Casablanca go forward from 02:00 to 03:00: the run at 02:30 is"
                                + " skipped.",
                        "On 2027-02-07 clocks in Africa/Casablanca go back from 03:00 to 02:00: the run at 02:30 happens"
                                + " once, in the first pass.");
    }

    @Test
    void ignores_a_change_that_affects_no_run() {
        Recurrence recurrence = new Recurrence(
                Expression.parse("cron(30 2 * * ? 2027)").expression(),
                ZoneId.of("Africa/Casablanca"),
                null,
                null,
                NOW);
        assertThat(recurrence.warnings(Instant.parse("2026-03-20T00:00:00Z")))
                .hasSize(2)
                .allMatch(it -> it.startsWith("On 2027-"));
        assertThat(recurrence.warnings(Instant.parse("2026-02-14T00:00:00Z")))
                .singleElement()
                .asString()
                .startsWith("On 2027-02-07 clocks in Africa/Casablanca go back");
    }

    @ParameterizedTest
    @CsvSource({
        // Changes at 2026-03-08T07:00:00Z and, back, at 2026-11-01T06:00:00Z.
        "2026-03-08T06:59:59Z, true",
        "2026-03-08T07:00:00Z, false",
        "2025-03-08T07:00:00Z, true",
        "2025-03-08T06:59:59Z, false",
    })
    void warns_of_a_gap_within_the_next_365_days(Instant now, boolean expected) {
        Recurrence recurrence = new Recurrence(
                Expression.parse("cron(30 2 8 3 ? *)").expression(), ZoneId.of("America/New_York"), null, null, NOW);
        assertThat(recurrence.warnings(now).isEmpty()).isEqualTo(!expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            2026-03-08T07:00:00Z | -                     | the 60 runs from 02:00 to 02:59 are skipped
            2026-03-08T07:00:01Z | -                     | -
            -                    | 2026-03-08T07:00:00Z  | the 60 runs from 02:00 to 02:59 are skipped
            -                    | 2026-03-08T06:59:59Z  | -
            """)
    void warns_of_a_gap_within_the_bounds(Instant start, Instant end, String expected) {
        List<String> warnings = warnings("cron(* 2,12 * * ? *)", "America/New_York", start, end);
        if (expected == null) {
            assertThat(warnings).isEmpty();
        } else {
            assertThat(warnings).hasSize(1).first().asString().contains(expected);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            2026-11-01T05:00:00Z | -                     | the 60 runs from 01:00 to 01:59 happen once
            2026-11-01T05:00:01Z | -                     | the 59 runs from 01:01 to 01:59 happen once
            2026-11-01T05:58:00.1Z | -                   | the run at 01:59 happens once
            2026-11-01T05:59:01Z | -                     | -
            -                    | 2026-11-01T05:10:00Z  | the 11 runs from 01:00 to 01:10 happen once
            -                    | 2026-11-01T05:09:59Z  | the 10 runs from 01:00 to 01:09 happen once
            -                    | 2026-11-01T04:59:59Z  | -
            """)
    void warns_of_the_runs_of_an_overlap_within_the_bounds(Instant start, Instant end, String expected) {
        List<String> warnings = warnings("cron(* 1 * * ? *)", "America/New_York", start, end);
        if (expected == null) {
            assertThat(warnings).isEmpty();
        } else {
            assertThat(warnings).hasSize(1).first().asString().contains(expected);
        }
    }

    @Test
    void past_runs_are_not_counted() {
        Recurrence recurrence = new Recurrence(
                Expression.parse("cron(0/30 1 * * ? *)").expression(), ZoneId.of("America/New_York"), null, null, NOW);
        assertThat(recurrence.warnings(Instant.parse("2026-11-01T05:00:00Z")))
                .singleElement()
                .asString()
                .contains("On 2026-11-01")
                .contains("the run at 01:30 happens once");
        assertThat(recurrence.warnings(Instant.parse("2026-11-01T05:30:00Z"))).isEmpty();
    }

    @Test
    void an_at_in_the_past_has_no_warning() {
        Recurrence recurrence = new Recurrence(
                Expression.parse("at(2026-11-01T01:30:00)").expression(),
                ZoneId.of("America/New_York"),
                null,
                null,
                NOW);
        assertThat(recurrence.warnings(Instant.parse("2026-11-01T05:29:59Z"))).hasSize(1);
        assertThat(recurrence.warnings(Instant.parse("2026-11-01T05:30:00Z"))).isEmpty();
    }

    @Test
    void a_timezone_without_changes_has_no_warning() {
        assertThat(warnings("cron(* * * * ? *)", "Asia/Kathmandu", null, null)).isEmpty();
        assertThat(warnings("cron(* * * * ? *)", "Etc/GMT+5", null, null)).isEmpty();
    }

    @Test
    void warns_if_the_bounds_leave_no_firing() {
        assertThat(warnings("cron(0 0 * * ? *)", "UTC", null, NOW))
                .containsExactly("It never fires: no time that it selects is left.");
    }

    private static List<String> warnings(String text, String zone, Instant start, Instant end) {
        return new Recurrence(Expression.parse(text).expression(), ZoneId.of(zone), start, end, NOW).warnings(NOW);
    }
}
