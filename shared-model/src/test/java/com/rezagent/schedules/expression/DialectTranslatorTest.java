package com.rezagent.schedules.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expressions of other schedulers are refused with the name of the dialect and the expression to write. */
class DialectTranslatorTest {
    static final Pattern SUGGESTION = Pattern.compile("(?:cron|rate|at)\\([^)…]+\\)");

    private static final String SIX_FIELDS = "Expression must have 6 fields for EventBridge Scheduler; ";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            15 12 * * 0          | cron(15 12 ? * SUN *)
            15 12 * * 7          | cron(15 12 ? * SUN *)
            cron(15 12 * * 0)    | cron(15 12 ? * SUN *)
            cron(0 12 * * *)     | cron(0 12 * * ? *)
            CRON(0 12 * * *)     | cron(0 12 * * ? *)
            cron 0 12 * * *      | cron(0 12 * * ? *)
            "0 12 * * *"         | cron(0 12 * * ? *)
            * * * * *            | cron(* * * * ? *)
            */15 9-17 * * 1-5    | cron(*/15 9-17 ? * MON-FRI *)
            0,30 8 1,15 * *      | cron(0,30 8 1,15 * ? *)
            0 9 * jan-mar mon    | cron(0 9 ? JAN-MAR MON *)
            0 9 * * Mon-Fri      | cron(0 9 ? * MON-FRI *)
            0 9 * * 5-7          | cron(0 9 ? * FRI-SUN *)
            0 9 * * sat-sun      | cron(0 9 ? * SAT-SUN *)
            0 9 * * 0,6          | cron(0 9 ? * SUN,SAT *)
            0 9 * * 1,3-5        | cron(0 9 ? * MON,WED-FRI *)
            0 9 * * */2          | cron(0 9 ? * SUN,TUE,THU,SAT *)
            0 9 * * 1-5/2        | cron(0 9 ? * MON,WED,FRI *)
            0 9 * * */7          | cron(0 9 ? * SUN *)
            0 9 * * 0-6          | cron(0 9 * * ? *)
            0 9 * * 0-7          | cron(0 9 * * ? *)
            0 9 * * 1-7          | cron(0 9 * * ? *)
            0 9 1-31 * 5         | cron(0 9 * * ? *)
            0 9 15 * 0-6         | cron(0 9 * * ? *)
            08 09 * * *          | cron(8 9 * * ? *)
            5/15 * * * *         | cron(5/15 * * * ? *)
            0 9 L * *            | cron(0 9 L * ? *)
            0 9 * * 5L           | cron(0 9 ? * FRIL *)
            0 9 * * 1#2          | cron(0 9 ? * MON#2 *)
            0;9;*;*;1            | cron(0 9 ? * MON *)
            0, 9, *, *, 1        | cron(0 9 ? * MON *)
            0,9,*,*,1-5          | cron(0 9 ? * MON-FRI *)
            """, quoteCharacter = '\u0001')
    void a_crontab_line_is_refused_with_its_translation(String text, String line) {
        assertThat(refusal(text)).isEqualTo(SIX_FIELDS + "these are the 5 fields of crontab: write " + line);
    }

    @Test
    void tabs_separate_the_fields_of_crontab() {
        assertThat(refusal("15\t12\t*\t*\t0"))
                .isEqualTo(SIX_FIELDS + "these are the 5 fields of crontab: write cron(15 12 ? * SUN *)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 0 13 * 5          | cron(0 0 13 * ? *)       | cron(0 0 ? * FRI *)
            30 4 1,15 * 5       | cron(30 4 1,15 * ? *)    | cron(30 4 ? * FRI *)
            cron(0 9 1 1 1-5)   | cron(0 9 1 1 ? *)        | cron(0 9 ? 1 MON-FRI *)
            """)
    void crontab_runs_on_days_that_match_either_day_field(String text, String byMonth, String byWeek) {
        assertThat(refusal(text))
                .isEqualTo(SIX_FIELDS
                        + "these are the 5 fields of crontab, which runs on days that match either day field: write two"
                        + " schedules, " + byMonth + " and " + byWeek + "; on a day that matches both, both fire");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 9 */2 * 5", "0 9 5 * */2", "cron(0 9 */3 1 MON)"})
    void a_star_step_with_another_day_field_has_no_suggestion(String text) {
        assertThat(refusal(text))
                .startsWith(SIX_FIELDS + "these are the 5 fields of crontab, but cron implementations differ")
                .doesNotContain("cron(");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            61 * * * *       | minute: 61 is not in 0-59
            0 24 * * *       | hour: 24 is not in 0-23
            0 9 * * 8        | day-of-week: 8 is not in 0-7 or SUN-SAT
            0 9 * * 1/2      | day-of-week: 1/2 includes SUN in some cron implementations only; write a list of days
            0 9 * * Monday   | day-of-week: write MON instead of MONDAY
            ٣ 0 * * *        | minute: \\u0663 is not a value; write 0-59
            ０ ９ * * 1      | minute: \\uff10 is not a value; write 0-59; hour: \\uff19 is not a value; write 0-23
            0 0 L-3W * *     | day-of-month: L-3W is not understood; write L, L-3, LW or 15W alone, without a list, range or step around it
            """)
    void five_invalid_fields_are_refused_with_their_errors(String text, String errors) {
        assertThat(refusal(text)).isEqualTo(SIX_FIELDS + "read as the 5 fields of crontab; " + errors);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cron(0 12 * * ?)      | cron(0 12 * * ? *)
            cron(0 12 ? * MON)    | cron(0 12 ? * MON *)
            0 12 L * ?            | cron(0 12 L * ? *)
            """)
    void five_fields_with_a_question_mark_lack_the_year(String text, String line) {
        assertThat(refusal(text))
                .isEqualTo(
                        SIX_FIELDS + "these are 5 fields without a year, as in EventBridge and crontab: write " + line);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 0 25 * * ?            | read as 6 fields with seconds first, as in Quartz; hour: 25 is not in 0-23
            cron(0 61 9 ? * 8)      | read as 6 fields with seconds first, as in Quartz; day-of-week: 8 is not in 1-7 or SUN-SAT; minute: 61 is not in 0-59
            0 0 9 ? * MON 1969      | read as the 7 fields of Quartz; year: 1969 is not in 1970-2199
            """)
    void invalid_fields_with_seconds_first_are_refused_with_their_errors(String text, String details) {
        assertThat(refusal(text)).isEqualTo(details);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1 2 3 4              | 4
            0 9 * *              | 4
            0 9 *                | 3
            1, 2, 3, 4           | 4
            1 2 3 4 5 6 7 8      | 8
            TZ=UTC 0 9 * MON-FRI | 4
            """)
    void the_fields_of_another_number_are_counted(String text, int count) {
        assertThat(refusal(text))
                .isEqualTo("this has " + count + " fields; cron has 6 (minutes hours day-of-month month day-of-week"
                        + " year), crontab 5; " + ExpressionParser.THREE_FORMS);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 0 0 25 12 2026   | read as minutes hours day-of-month month day-of-week year; day-of-month: 0 is not in 1-31; month: 25 is not in 1-12; day-of-week: 12 is not in 1-7, where 1 is SUN and 7 is SAT; day-of-month, day-of-week: both have a value, 0 and 12; write ? in one of them
            61 9 * * ? 2027    | read as minutes hours day-of-month month day-of-week year; minute: 61 is not in 0-59
            1 2 3 4 5 6 7      | Expression must have 6 fields for EventBridge Scheduler; read as the 7 fields of Quartz; year: 7 is not in 1970-2199
            """)
    void six_or_seven_fields_that_no_dialect_accepts_are_refused_with_their_errors(String text, String details) {
        assertThat(refusal(text)).isEqualTo(details);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 2", "2026-11-07", "2026-11-07 11:00", "a b c d", "5 of 7 L", "*"})
    void other_texts_are_refused_with_the_three_forms(String text) {
        assertThat(refusal(text)).startsWith("write cron(…), rate(…) or at(…), for example");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 9 * * * # daily               | Expression must have 6 fields for EventBridge Scheduler; these are the 5 fields of crontab: write cron(0 9 * * ? *)
            0 9 * * *  #daily               | Expression must have 6 fields for EventBridge Scheduler; these are the 5 fields of crontab: write cron(0 9 * * ? *)
            "0 9 * * 1#2 # second Monday"   | Expression must have 6 fields for EventBridge Scheduler; these are the 5 fields of crontab: write cron(0 9 ? * MON#2 *)
            "0 9 * * 1-5" # secret          | Expression must have 6 fields for EventBridge Scheduler; these are the 5 fields of crontab: write cron(0 9 ? * MON-FRI *)
            cron(0 9 * * 1-5) # secret      | Expression must have 6 fields for EventBridge Scheduler; these are the 5 fields of crontab: write cron(0 9 ? * MON-FRI *)
            cron(0 9 * * ? *) # secret      | these are the 6 fields of EventBridge: write cron(0 9 * * ? *)
            0 9 * * ? * # secret            | these are the 6 fields of EventBridge: write cron(0 9 * * ? *)
            0 0 9 * * ? # secret            | these are 6 fields with seconds first, as in Quartz and Spring: write cron(0 9 * * ? *)
            0 9 * * * run me # secret       | these are the 5 fields of crontab and a command, which belongs in the payload: write cron(0 9 * * ? *)
            @daily # secret                 | @daily is a macro of crontab: write cron(0 0 * * ? *)
            every 15 minutes # secret       | this is an interval in words: write rate(15 minutes)
            61 9 * * * # secret             | Expression must have 6 fields for EventBridge Scheduler; read as the 5 fields of crontab; minute: 61 is not in 0-59
            1 2 3 4 # secret                | this has 4 fields; cron has 6 (minutes hours day-of-month month day-of-week year), crontab 5; write cron(…), rate(…) or at(…), for example cron(0 12 * * ? *), rate(5 minutes) or at(2030-01-31T12:00:00)
            """, quoteCharacter = '\u0001')
    void a_comment_is_dropped_and_not_quoted(String text, String details) {
        assertThat(refusal(text))
                .isEqualTo(details + "; the comment after # was ignored; it belongs in the description");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            rate (5 minutes)             | remove the white space before the (: write rate(5 minutes)
            rate   (5 minutes)           | remove the white space before the (: write rate(5 minutes)
            rate (1 minutes)             | remove the white space before the (: write rate(1 minute)
            cron (0 9 * * ? *)           | remove the white space before the (: write cron(0 9 * * ? *)
            cron (0 9 ? * mon *)         | remove the white space before the (: write cron(0 9 ? * MON *)
            at (2030-01-31T12:00:00)     | remove the white space before the (: write at(2030-01-31T12:00:00)
            rate (5 mins)                | remove the white space before the (; unit: mins is not minutes, hours or days
            Rate (5 minutes)             | remove the white space before the (; write rate( in lower case
            cron (0 25 * * ? *)          | remove the white space before the (; hour: 25 is not in 0-23
            cron (0 9 * * *)             | Expression must have 6 fields for EventBridge Scheduler; these are the 5 fields of crontab: write cron(0 9 * * ? *)
            """)
    void white_space_before_the_parenthesis_is_refused_with_the_text_without_it(String text, String details) {
        assertThat(refusal(text)).isEqualTo(details);
    }

    @Test
    void five_fields_with_question_mark_and_numeric_weekday_have_two_readings() {
        assertThat(refusal("cron(0 12 ? * 2-6)"))
                .isEqualTo(SIX_FIELDS + "these are 5 fields without a year; as in EventBridge, where 1 is SUN: write"
                        + " cron(0 12 ? * MON-FRI *); as in crontab, where 1 is MON: write cron(0 12 ? * TUE-SAT *)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*/5 * * * * root cd / && run-parts /etc/cron.hourly",
                "*/5 * * * * /usr/bin/curl -H secret-token https://example.com",
                "TZ=UTC */5 * * * * echo hello"
            })
    void the_command_of_a_crontab_line_is_not_quoted(String text) {
        assertThat(refusal(text))
                .startsWith("these are the 5 fields of crontab and a command, which belongs in the payload: write"
                        + " cron(*/5 * * * ? *)")
                .doesNotContain("run-parts", "secret-token", "hello");
    }

    @ParameterizedTest
    @CsvSource({
        "@hourly, cron(0 * * * ? *)",
        "@daily, cron(0 0 * * ? *)",
        "@midnight, cron(0 0 * * ? *)",
        "@weekly, cron(0 0 ? * SUN *)",
        "@monthly, cron(0 0 1 * ? *)",
        "@yearly, cron(0 0 1 1 ? *)",
        "@annually, cron(0 0 1 1 ? *)",
        "@Daily, cron(0 0 * * ? *)",
        "' @daily ', cron(0 0 * * ? *)",
        "cron(@daily), cron(0 0 * * ? *)",
        "@daily /usr/bin/backup --password x, cron(0 0 * * ? *)",
    })
    void a_macro_is_refused_with_its_translation(String text, String line) {
        assertThat(refusal(text)).matches("@\\w+ is a macro of crontab: write " + Pattern.quote(line));
    }

    @Test
    void the_reboot_macro_has_no_translation() {
        assertThat(refusal("@reboot"))
                .isEqualTo("@reboot is a macro of crontab, but nothing reboots here; for a"
                        + " single run write a time, such as at(2030-01-31T12:00:00)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            @every 90m                    | this is an interval of Go's cron: write rate(90 minutes)
            @every 1h30m                  | this is an interval of Go's cron: write rate(90 minutes)
            @every 1.5h                   | this is an interval of Go's cron: write rate(90 minutes)
            @every 24h                    | this is an interval of Go's cron: write rate(24 hours)
            @every 120s                   | this is an interval of Go's cron: write rate(2 minutes)
            @every 90s                    | this is an interval of Go's cron, but a rate counts whole minutes, one or more
            @every 0m                     | this is an interval of Go's cron, but a rate counts whole minutes, one or more
            PT15M                         | this is an ISO 8601 duration: write rate(15 minutes)
            pt1h                          | this is an ISO 8601 duration: write rate(1 hour)
            P1D                           | this is an ISO 8601 duration: write rate(1 day)
            P2W                           | this is an ISO 8601 duration: write rate(14 days)
            P1DT12H                       | this is an ISO 8601 duration: write rate(36 hours)
            R/PT1H                        | this is an ISO 8601 duration: write rate(1 hour)
            cron(PT15M)                   | this is an ISO 8601 duration: write rate(15 minutes)
            PT30S                         | this is an ISO 8601 duration, but a rate counts whole minutes, one or more
            PT99999999999M                | this is an ISO 8601 duration, but the value of a rate is at most 2147483647
            P1M                           | this is an ISO 8601 duration, but years and months have no fixed length; write a cron expression with a day-of-month
            every 15 minutes              | this is an interval in words: write rate(15 minutes)
            Every 2 Hours                 | this is an interval in words: write rate(2 hours)
            every day                     | this is an interval in words: write rate(1 day)
            every 1 hour and 30 minutes   | this is an interval in words: write rate(90 minutes)
            15 min                        | this is an interval in words: write rate(15 minutes)
            """)
    void an_interval_is_refused_with_its_rate(String text, String details) {
        assertThat(refusal(text)).isEqualTo(details);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CRON_TZ=America/New_York 0 9 * * 1-5               | cron(0 9 ? * MON-FRI *), with timezone America/New_York
            TZ=Asia/Kolkata 0 9 * * *                          | cron(0 9 * * ? *), with timezone Asia/Kolkata
            cron(TZ=Europe/Berlin 0 9 * * *)                   | cron(0 9 * * ? *), with timezone Europe/Berlin
            CRON_TZ=Eastern Standard Time 0,30 9 * * 1-5       | cron(0,30 9 ? * MON-FRI *), with timezone America/New_York
            CRON_TZ="W. Europe Standard Time" 0, 9, *, *, 1-5  | cron(0 9 ? * MON-FRI *), with timezone Europe/Berlin
            TZ=Russia Time Zone 3; 0; 9; *; *; 1               | cron(0 9 ? * MON *), with timezone Europe/Samara
            TZ=America/New_Yrok 0 9 * * *                      | cron(0 9 * * ? *), with timezone America/New_York
            CRON_TZ=EST 0 9 * * *                              | cron(0 9 * * ? *), with timezone America/New_York or America/Panama, which has the same offset all year
            TZ=CST 0 9 * * *                                   | cron(0 9 * * ? *), with timezone America/Chicago, America/Havana or Asia/Shanghai
            CRON_TZ=JST 0 9 * * *                              | cron(0 9 * * ? *), with timezone Asia/Tokyo
            CRON_TZ=Mars/Olympus 0 9 * * *                     | cron(0 9 * * ? *), with a valid timezone in place of Mars/Olympus
            """, quoteCharacter = '\u0001')
    void a_timezone_prefix_becomes_the_timezone(String text, String line) {
        assertThat(refusal(text)).isEqualTo(SIX_FIELDS + "these are the 5 fields of crontab: write " + line);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 0 9 * * ?               | these are 6 fields with seconds first, as in Quartz and Spring: write cron(0 9 * * ? *)
            0 0/5 14,18 * * ?         | these are 6 fields with seconds first, as in Quartz and Spring: write cron(0/5 14,18 * * ? *)
            cron(0 30 9 * * *)        | these are 6 fields with seconds first, as in Quartz and Spring: write cron(30 9 * * ? *)
            cron(0 0 9 * * MON-FRI)   | these are 6 fields with seconds first, as in Quartz and Spring: write cron(0 9 ? * MON-FRI *)
            0 0 9 ? JAN,dec Sun       | these are 6 fields with seconds first, as in Quartz and Spring: write cron(0 9 ? JAN,DEC SUN *)
            0 15 10 L-2 * ?           | these are 6 fields with seconds first, as in Quartz and Spring: write cron(15 10 L-2 * ? *)
            0 15 10 ? * fri#3         | these are 6 fields with seconds first, as in Quartz and Spring: write cron(15 10 ? * FRI#3 *)
            0 0 9 ? * *               | these are 6 fields with seconds first, as in Quartz and Spring: write cron(0 9 * * ? *)
            0 0 9 1-7 * MON           | these are 6 fields with seconds first, as in Quartz and Spring: write cron(0 9 ? * MON#1 *)
            0 0 9 ? * 0               | these are 6 fields with seconds first, as in Spring: write cron(0 9 ? * SUN *)
            0 0 9 ? * L               | these are 6 fields with seconds first, as in Quartz: write cron(0 9 ? * SAT *)
            0 0 9 ? * 6-2             | these are 6 fields with seconds first, as in Quartz: write cron(0 9 ? * FRI-MON *)
            0,0,9,*,*,?               | these are 6 fields with seconds first, as in Quartz and Spring: write cron(0 9 * * ? *)
            TZ=UTC 0 0 9 * * ?        | these are 6 fields with seconds first, as in Quartz and Spring: write cron(0 9 * * ? *), with timezone UTC
            """)
    void seconds_of_zero_are_dropped(String text, String details) {
        assertThat(refusal(text)).isEqualTo(details);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cron(0 0 9 ? * 2-6)    | cron(0 9 ? * MON-FRI *)           | cron(0 9 ? * TUE-SAT *)
            0 0 9 * * 1            | cron(0 9 ? * SUN *)               | cron(0 9 ? * MON *)
            0 0 9 ? * 7            | cron(0 9 ? * SAT *)               | cron(0 9 ? * SUN *)
            0 15 10 ? * 6L         | cron(15 10 ? * FRIL *)            | cron(15 10 ? * SATL *)
            0 15 10 ? * 6#3        | cron(15 10 ? * FRI#3 *)           | cron(15 10 ? * SAT#3 *)
            0 0 9 ? * */2          | cron(0 9 ? * SUN,TUE,THU,SAT *)   | cron(0 9 ? * SUN,MON,WED,FRI *)
            0 0 9 ? * MON/2        | cron(0 9 ? * MON,WED,FRI *)       | cron(0 9 ? * SUN,MON,WED,FRI *)
            """)
    void numbers_of_days_are_translated_for_quartz_and_for_spring(String text, String quartz, String spring) {
        assertThat(refusal(text))
                .isEqualTo("these are 6 fields with seconds first; as in Quartz, where 1 is SUN: write " + quartz
                        + "; as in Spring, where 1 is MON: write " + spring);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cron(0 0 12 * * ? *)          | cron(0 12 * * ? *)
            0 15 10 ? * 6L 2027-2030      | cron(15 10 ? * FRIL 2027-2030)
            0;0;0;1;JAN;?;2030            | cron(0 0 1 JAN ? 2030)
            """)
    void seven_fields_are_read_as_quartz(String text, String line) {
        assertThat(refusal(text))
                .isEqualTo(SIX_FIELDS + "these are the 7 fields of Quartz, seconds first and the year last: write "
                        + line);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            30 0 9 * * ?      | schedules fire at whole minutes, so seconds other than 0 can't be kept; with second 0 it is cron(0 9 * * ? *)
            */5 * * * * ?     | schedules fire at whole minutes, so seconds other than 0 can't be kept
            0,30 * * * * ?    | schedules fire at whole minutes, so seconds other than 0 can't be kept
            0 0 9 13 * FRI    | both day fields are restricted, which Quartz refuses and Spring runs on days that match both; here one of them must be ?
            """)
    void untranslatable_fields_with_seconds_first_are_refused_with_the_reason(String text, String reason) {
        assertThat(refusal(text))
                .isEqualTo("these are 6 fields with seconds first, as in Quartz and Spring, but " + reason);
    }

    @Test
    void the_weekday_near_a_day_before_the_last_has_no_equivalent() {
        assertThat(refusal("0 0 9 L-3W * ?"))
                .isEqualTo(
                        "these are 6 fields with seconds first, as in Quartz, but L-3W, the weekday near a day before"
                                + " the last, has no equivalent here");
        assertThat(refusal("cron(0 9 L-3W * ? *)")).startsWith("day-of-month: L-3W is not understood");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cron(0 0 9 * * *)      | write cron(0 0 9 * ? *), at 00:00, on day 9 of the month | write cron(0 9 * * ? *), at 09:00, every day
            0 0 9 * * *            | write cron(0 0 9 * ? *), at 00:00, on day 9 of the month | write cron(0 9 * * ? *), at 09:00, every day
            cron(0 */5 * * * *)    | write cron(0 */5 * * ? *), at minute 0 past every 5th hour from 0 to 23, every day | write cron(*/5 * * * ? *), every 5 minutes, every day
            cron(0 0 9-17 * * *)   | write cron(0 0 9-17 * ? *), at 00:00, on days 9 to 17 of the month | write cron(0 9-17 * * ? *), at minute 0 past hours 9 to 17, every day
            cron(0 9 * * 1 *)      | write cron(0 9 ? * 1 *), at 09:00, on Sunday | write cron(9 * * 1 ? *), at minute 9 past every hour, every day, in January
            cron(0 0 */1 * * *)    | write cron(0 0 */1 * ? *), at 00:00, on every day from 1 to 31 of the month | write cron(0 */1 * * ? *), every hour, every day
            cron(15 0 9 * * *)     | write cron(15 0 9 * ? *), at 00:15, on day 9 of the month | schedules fire at whole minutes, so seconds other than 0 can't be kept; with second 0 it is cron(0 9 * * ? *)
            cron(* * * * * *)      | write cron(* * * * ? *), every minute, every day | schedules fire at whole minutes, so seconds other than 0 can't be kept
            * * * * * *            | write cron(* * * * ? *), every minute, every day | schedules fire at whole minutes, so seconds other than 0 can't be kept
            0 30 2 * * *           | - | -
            cron(0 9 1 1 1 *)      | day-of-month, day-of-week: both have a value, 1 and 1; write ? in one of them | write cron(9 1 1 1 ? *), at 01:09, on day 1 of the month, in January
            """)
    void six_fields_with_two_readings_are_refused_with_both(String text, String withoutSeconds, String secondsFirst) {
        if (withoutSeconds.equals("-")) {
            assertThat(refusal(text)).doesNotContain("two ways").contains("write cron(30 2 * * ? *)");
            return;
        }
        assertThat(refusal(text))
                .isEqualTo(
                        "these 6 fields can be read in two ways; as minutes hours day-of-month month day-of-week year: "
                                + withoutSeconds + "; with seconds first, as in Spring, Quartz and Azure: "
                                + secondsFirst);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cron(0 0 * * * *)    | cron(0 0 * * ? *)  | It was read as cron(0 0 * * ? *), at 00:00, every day. If its first field was meant as seconds, as in Spring, Quartz and Azure: write cron(0 * * * ? *), every hour, every day.
            cron(30 2 * * * *)   | cron(30 2 * * ? *) | It was read as cron(30 2 * * ? *), at 02:30, every day. If its first field was meant as seconds, as in Spring, Quartz and Azure: schedules fire at whole minutes, so seconds other than 0 can't be kept; with second 0 it is cron(2 * * * ? *).
            cron(00 09 * * * *)  | cron(0 9 * * ? *)  | It was read as cron(0 9 * * ? *), at 09:00, every day. If its first field was meant as seconds, as in Spring, Quartz and Azure: write cron(9 * * * ? *), at minute 9 past every hour, every day.
            """)
    void two_numbers_and_four_stars_are_daily_with_a_warning(String text, String canonical, String warning) {
        ParsedExpression parsed = Expression.parse(text);
        assertThat(parsed.expression().canonical()).isEqualTo(canonical);
        assertThat(parsed.warnings()).last().isEqualTo(warning);
        assertThat(Expression.parse(canonical).warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cron(0 9 * * MON *)",
                "cron(0 9 * * FRIL *)",
                "cron(0 9 * * 2#1 *)",
                "cron(0 9 L * * *)",
                "cron(0 9 15W * * *)",
                "cron(0 9 31 * * *)",
                "cron(0 9 1 * * 2027)",
                "cron(0 9 1 JAN * *)"
            })
    void six_fields_that_cannot_have_seconds_first_are_accepted(String text) {
        ParsedExpression parsed = Expression.parse(text);
        assertThat(parsed.expression().canonical()).contains("?");
        assertThat(parsed.warnings()).singleElement().asString().contains("one of the two day fields must be ?");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 12 * * ? *                          | write cron(0 12 * * ? *)
            cron 0 12 * * ? *                     | write cron(0 12 * * ? *)
            cron(0,12,*,*,?,*)                    | write cron(0 12 * * ? *)
            cron(0; 12; *; *; ?; *)               | write cron(0 12 * * ? *)
            TZ=Asia/Kolkata cron(0 9 * * ? *)     | write cron(0 9 * * ? *), with timezone Asia/Kolkata
            """)
    void eventbridge_fields_in_another_form_are_refused_with_the_right_form(String text, String line) {
        assertThat(refusal(text)).isEqualTo("these are the 6 fields of EventBridge: " + line);
    }

    @Test
    void a_suggestion_that_is_too_long_is_described() {
        String minutes =
                "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34";
        assertThat(refusal(minutes + " 9 * * 1-5"))
                .startsWith(SIX_FIELDS + "these are the 5 fields of crontab: write a line that is too long to show")
                .doesNotContain("0,1,2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"* ", "0 ", "*", "? ", "1,", ";", "@every ", "CRON_TZ=", "P", "every "})
    void repetitive_texts_up_to_the_length_limit_have_short_refusals(String piece) {
        for (int length : List.of(10, 100, 256)) {
            String text = piece.repeat(256 / piece.length() + 1).substring(0, length);
            assertThat(refusal(text)).hasSizeLessThan(1_000);
        }
    }

    /** Returns the details of the refusal. Asserts that all suggestions in them are valid. */
    static String refusal(String text) {
        RefusedException refused = catchThrowableOfType(RefusedException.class, () -> Expression.parse(text));
        assertThat(refused).as(text).isNotNull();
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_SCHEDULE_EXPRESSION);
        for (MatchResult suggestion :
                SUGGESTION.matcher(refused.joinedDetails()).results().toList()) {
            assertThat(Expression.parse(suggestion.group()).warnings()).isEmpty();
        }
        return refused.joinedDetails();
    }
}
