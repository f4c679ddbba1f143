package com.rezagent.schedules.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronParsingTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cron(0 12 * * ? *)",
                "cron(0 12 ? * * *)",
                "cron(59 23 31 12 ? 2199)",
                "cron(0 0 1 1 ? 1970)",
                "cron(0,30 8-17 * * ? *)",
                "cron(*/5 */2 */3 */4 ? */5)",
                "cron(10/5 1/2 3/4 5/6 ? 2027/8)",
                "cron(10-50/5 1-9/2 3-30/4 5-12/6 ? 2027-2090/8)",
                "cron(1,5-9,20/10,30-40/5 0 * * ? *)",
                "cron(0 20-2 * * ? *)",
                "cron(50-10 0 28-3 11-2 ? *)",
                "cron(50-10/7 22-4/3 28-4/2 NOV-FEB/2 ? *)",
                "cron(0 0 ? * 6-2 *)",
                "cron(0 0 ? * FRI-MON *)",
                "cron(0 0 ? NOV-FEB SUN,TUE-THU,7 *)",
                "cron(0 0 * JAN,FEB-APR,5,JUN/3 ? 2027,2030-2032)",
                "cron(0 0 ? JAN-MAR/2 1 *)",
                "cron(0 0 ? 1-MAR 1-FRI *)",
                "cron(*/100 */2147483647 1/99 * ? *)",
                "cron(0 0 5-5 * ? *)",
                "cron(0 0 1,1,1 * ? *)",
                "cron(0 0 L * ? *)",
                "cron(0 0 L-1 * ? *)",
                "cron(0 0 L-30 * ? *)",
                "cron(0 0 LW * ? *)",
                "cron(0 0 1W * ? *)",
                "cron(0 0 31W * ? *)",
                "cron(0 0 ? * L *)",
                "cron(0 0 ? * 6L *)",
                "cron(0 0 ? * FRIL *)",
                "cron(0 0 ? * 1#1 *)",
                "cron(0 0 ? * SAT#5 *)",
                "cron(0 0 30 2 ? *)",
                "cron(0 0 1 1 ? 2002)",
            })
    void canonical_text_is_unchanged_and_has_no_warning(String text) {
        ParsedExpression parsed = Expression.parse(text);
        assertThat(parsed.expression()).isInstanceOf(CronExpression.class);
        assertThat(parsed.expression().canonical()).isEqualTo(text);
        assertThat(parsed.expression()).hasToString(text);
        assertThat(parsed.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cron(0 0 * * SUN *)            | cron(0 0 ? * SUN *)       | one of the two day fields must be ?
            cron(0 0 15 * * 2027)          | cron(0 0 15 * ? 2027)     | one of the two day fields must be ?
            cron(0 0 31 * * *)             | cron(0 0 31 * ? *)        | one of the two day fields must be ?
            cron(0 0 L * * *)              | cron(0 0 L * ? *)         | one of the two day fields must be ?
            cron(0 0 * * FRIL *)           | cron(0 0 ? * FRIL *)      | one of the two day fields must be ?
            cron(0 0 * * L *)              | cron(0 0 ? * L *)         | one of the two day fields must be ?
            cron(0 0 * JAN * *)            | cron(0 0 * JAN ? *)       | one of the two day fields must be ?
            cron(0 0 ? * sun *)            | cron(0 0 ? * SUN *)       | letters are in upper case
            cron(0 0 ? * Mon-fRi *)        | cron(0 0 ? * MON-FRI *)   | letters are in upper case
            cron(0 0 * jan/3 ? *)          | cron(0 0 * JAN/3 ? *)     | letters are in upper case
            cron(0 0 ? * friL *)           | cron(0 0 ? * FRIL *)      | letters are in upper case
            cron(0 0 ? * fril *)           | cron(0 0 ? * FRIL *)      | letters are in upper case
            cron(0 0 ? * 6l *)             | cron(0 0 ? * 6L *)        | letters are in upper case
            cron(0 0 ? * fri#2 *)          | cron(0 0 ? * FRI#2 *)     | letters are in upper case
            cron(0 0 lw * ? *)             | cron(0 0 LW * ? *)        | letters are in upper case
            cron(0 0 l-3 * ? *)            | cron(0 0 L-3 * ? *)       | letters are in upper case
            cron(0 0 15w * ? *)            | cron(0 0 15W * ? *)       | letters are in upper case
            cron(00 0 * * ? *)             | cron(0 0 * * ? *)         | numbers have no leading zeros
            cron(05-09/03 08 01 02 ? *)    | cron(5-9/3 8 1 2 ? *)     | numbers have no leading zeros
            cron(0 0 L-03 * ? *)           | cron(0 0 L-3 * ? *)       | numbers have no leading zeros
            cron(0 0 03W * ? *)            | cron(0 0 3W * ? *)        | numbers have no leading zeros
            cron(0   0 * * ?  *)           | cron(0 0 * * ? *)         | its parts are separated by single spaces
            """)
    void each_canonicalization_is_explained_in_a_warning(String text, String canonical, String because) {
        ParsedExpression parsed = Expression.parse(text);
        assertThat(parsed.expression().canonical()).isEqualTo(canonical);
        assertThat(parsed.warnings())
                .containsExactly("The expression was written as " + canonical + " because " + because + ".");
    }

    @Test
    void each_kind_of_canonicalization_has_its_own_warning() {
        assertThat(Expression.parse("cron(00  0 * * sun *)").warnings()).hasSize(4);
    }

    @Test
    void names_are_upper_cased_as_ascii_in_any_locale() {
        assertThat(Expression.parse("cron(0 0 ? * fri *)").expression().canonical())
                .isEqualTo("cron(0 0 ? * FRI *)");
        assertRefused("cron(0 0 ? * frı *)", "day-of-week: fr\\u0131 is not a value; write 1-7 or SUN-SAT");
        assertRefused("cron(٣ 0 * * ? *)", "minute: \\u0663 is not a value; write 0-59");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cron()                   | 0
            cron(0)                  | 1
            cron(0 12 * *)           | 4
            cron(0 12 * * ? * *)     | 7
            cron(0 12 * * ? * * *)   | 8
            """)
    void a_wrong_number_of_fields_is_refused_with_the_number(String text, int fields) {
        RefusedException refused = refusal(text);
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_SCHEDULE_EXPRESSION);
        assertThat(refused).hasMessage("Cron expression is invalid");
        assertThat(refused.joinedDetails())
                .isEqualTo("Expression must have 6 fields for EventBridge Scheduler; this has " + fields);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cron(60 0 * * ? *)       | minute: 60 is not in 0-59
            cron(0 25 * * ? *)       | hour: 25 is not in 0-23
            cron(0 24 * * ? *)       | hour: 24 is not in 0-23
            cron(0 20-24 * * ? *)    | hour: 24 is not in 0-23
            cron(0 0 0 * ? *)        | day-of-month: 0 is not in 1-31
            cron(0 0 32 * ? *)       | day-of-month: 32 is not in 1-31
            cron(0 0 * 0 ? *)        | month: 0 is not in 1-12
            cron(0 0 * 13 ? *)       | month: 13 is not in 1-12
            cron(0 0 ? * 0 *)        | day-of-week: 0 is not in 1-7, where 1 is SUN and 7 is SAT
            cron(0 0 ? * 8 *)        | day-of-week: 8 is not in 1-7, where 1 is SUN and 7 is SAT
            cron(0 0 ? * 8L *)       | day-of-week: 8 is not in 1-7, where 1 is SUN and 7 is SAT
            cron(0 0 ? * 0#1 *)      | day-of-week: 0 is not in 1-7, where 1 is SUN and 7 is SAT
            cron(0 0 * * ? 1969)     | year: 1969 is not in 1970-2199
            cron(0 0 * * ? 2200)     | year: 2200 is not in 1970-2199
            cron(0 0 0W * ? *)       | day-of-month: 0 is not in 1-31
            cron(0 0 32W * ? *)      | day-of-month: 32 is not in 1-31
            cron(0 0 L-0 * ? *)      | day-of-month: 0 in L-0 is not in 1-30
            cron(0 0 L-31 * ? *)     | day-of-month: 31 in L-31 is not in 1-30
            cron(0 0 ? * FRI#0 *)    | day-of-week: 0 in FRI#0 is not in 1-5
            cron(0 0 ? * 6#6 *)      | day-of-week: 6 in 6#6 is not in 1-5
            cron(0 0 ? * 6# *)       | day-of-week: a number is missing in 6#; write 1-5
            cron(0 0 ? * 6#x *)      | day-of-week: x in 6#x is not in 1-5
            cron(0 0 ? * 00 *)       | day-of-week: 00 is not in 1-7, where 1 is SUN and 7 is SAT
            cron(0 0 000 * ? *)      | day-of-month: 000 is not in 1-31
            cron(0 0 ? * 08-09 *)    | day-of-week: 08 is not in 1-7, where 1 is SUN and 7 is SAT; day-of-week: 09 is not in 1-7, where 1 is SUN and 7 is SAT
            cron(99999999999999999999999 0 * * ? *) | minute: 99999999999999999999999 is not in 0-59
            """, ignoreLeadingAndTrailingWhitespace = true)
    void values_out_of_range_are_refused_with_the_range(String text, String details) {
        assertRefused(text, details);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cron(0 0 ? * MON/2 *)       | day-of-week: write MON,WED,FRI instead of MON/2
            cron(0 0 ? * 2/2 *)         | day-of-week: write MON,WED,FRI instead of 2/2
            cron(0 0 ? * */3 *)         | day-of-week: write SUN,WED,SAT instead of */3
            cron(0 0 ? * MON-THU/2 *)   | day-of-week: write MON,WED instead of MON-THU/2
            cron(0 0 ? * FRI-MON/2 *)   | day-of-week: write SUN,FRI instead of FRI-MON/2
            cron(0 0 ? * SAT/1 *)       | day-of-week: write SAT instead of SAT/1
            cron(0 0 ? * SAT/100 *)     | day-of-week: write SAT instead of SAT/100
            cron(0 0 ? * SUN,MON/2 *)   | day-of-week: write MON,WED,FRI instead of MON/2
            cron(0 0 ? * 02 *)          | day-of-week: write 2 instead of 02
            cron(0 0 ? * 2#02 *)        | day-of-week: write 2 instead of 02
            cron(0 0 ? * Monday *)      | day-of-week: write MON instead of Monday
            cron(0 0 ? * SATURDAY *)    | day-of-week: write SAT instead of SATURDAY
            cron(0 0 ? * Tues *)        | day-of-week: write TUE instead of Tues
            cron(0 0 ? * MON-thurs *)   | day-of-week: write THU instead of thurs
            cron(0 0 ? * MondayL *)     | day-of-week: write MON instead of Monday
            cron(0 0 ? * Friday#2 *)    | day-of-week: write FRI instead of Friday
            cron(0 0 ? * 02L *)         | day-of-week: write 2 instead of 02
            cron(0 0 ? * 02#1 *)        | day-of-week: write 2 instead of 02
            cron(0 0 ? * 02-05 *)       | day-of-week: write 2 instead of 02; day-of-week: write 5 instead of 05
            cron(0 0 * SEPT ? *)        | month: write SEP instead of SEPT
            cron(0 0 * january ? *)     | month: write JAN instead of january
            cron(0 0 * December ? *)    | month: write DEC instead of December
            cron(005 0 * * ? *)         | minute: write 5 instead of 005
            cron(0 000 * * ? *)         | hour: write 0 instead of 000
            cron(*/005 0 * * ? *)       | minute: write 5 instead of 005
            cron(0 0 * * ? 02027)       | year: write 2027 instead of 02027
            cron(0 0 * * ? 2030-2029)   | year: 2030-2029 is reversed; write 2029-2030
            cron(0 0 * * ? 2030-2029/2) | year: 2030-2029 is reversed; write 2029-2030
            cron(0 0 L-003 * ? *)       | day-of-month: write 3 instead of 003
            cron(0 0 015W * ? *)        | day-of-month: write 15 instead of 015
            cron(0 ? * * ? *)           | hour: ? is for the two day fields; write *
            cron(0 0 * * ? ?)           | year: ? is for the two day fields; write *
            """)
    void nearly_valid_texts_are_refused_with_the_correction(String text, String details) {
        assertRefused(text, details);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cron(1,,2 0 * * ? *)      | minute: the list has an empty element; remove the comma or write a value
            cron(,1 0 * * ? *)        | minute: the list has an empty element; remove the comma or write a value
            cron(1, 0 * * ? *)        | minute: the list has an empty element; remove the comma or write a value
            cron(, 0 * * ? *)         | minute: the list has an empty element; remove the comma or write a value
            cron(0 5-* * * ? *)       | hour: 5-* is an open range; write both ends, such as 0-23
            cron(0 *-5 * * ? *)       | hour: *-5 is an open range; write both ends, such as 0-23
            cron(0 5- * * ? *)        | hour: 5- is an open range; write both ends, such as 0-23
            cron(0 -5 * * ? *)        | hour: -5 is an open range; write both ends, such as 0-23
            cron(0 - * * ? *)         | hour: - is an open range; write both ends, such as 0-23
            cron(0 5-/2 * * ? *)      | hour: 5- is an open range; write both ends, such as 0-23
            cron(0 5-/0 * * ? *)      | hour: 5- is an open range; write both ends, such as 0-23; hour: the step in 5-/0 is not a number from 1 to 2147483647
            cron(*/000 0 * * ? *)     | minute: the step in */000 is not a number from 1 to 2147483647
            cron(0 0 ? * JUL *)       | day-of-week: JUL is not a value; write 1-7 or SUN-SAT
            cron(0 0 ? * MO *)        | day-of-week: MO is not a value; write 1-7 or SUN-SAT
            cron(0 0 * MAYBE ? *)     | month: MAYBE is not a value; write 1-12 or JAN-DEC
            cron(0 1-2-3 * * ? *)     | hour: 2-3 is not a value; write 0-23
            cron(*,5 0 * * ? *)       | minute: * must be the only value of the field, not part of a list
            cron(5,* 0 * * ? *)       | minute: * must be the only value of the field, not part of a list
            cron(** 0 * * ? *)        | minute: ** is not a value; write 0-59
            cron(*/0 0 * * ? *)       | minute: the step in */0 is not a number from 1 to 2147483647
            cron(*/00 0 * * ? *)      | minute: the step in */00 is not a number from 1 to 2147483647
            cron(*/ 0 * * ? *)        | minute: the step in */ is not a number from 1 to 2147483647
            cron(*/x 0 * * ? *)       | minute: the step in */x is not a number from 1 to 2147483647
            cron(*/-1 0 * * ? *)      | minute: the step in */-1 is not a number from 1 to 2147483647
            cron(*/2/3 0 * * ? *)     | minute: the step in */2/3 is not a number from 1 to 2147483647
            cron(*/2147483648 0 * * ? *) | minute: the step in */2147483648 is not a number from 1 to 2147483647
            cron(/2 0 * * ? *)        | minute: a value is missing; write 0-59
            cron(0 0 ? * #2 *)        | day-of-week: a value is missing; write 1-7 or SUN-SAT
            cron(0 0 ? * /2 *)        | day-of-week: a value is missing; write 1-7 or SUN-SAT
            cron(abc 0 * * ? *)       | minute: abc is not a value; write 0-59
            cron(+1 0 * * ? *)        | minute: +1 is not a value; write 0-59
            cron(L 0 * * ? *)         | minute: L is not a value; write 0-59
            cron(1.5 0 * * ? *)       | minute: 1.5 is not a value; write 0-59
            cron(0 0 * MON ? *)       | month: MON is not a value; write 1-12 or JAN-DEC
            cron(0 0 * L ? *)         | month: L is not a value; write 1-12 or JAN-DEC
            cron(0 0 ? * JAN *)       | day-of-week: JAN is not a value; write 1-7 or SUN-SAT
            cron(0 0 ? * 15W *)       | day-of-week: 15W is not a value; write 1-7 or SUN-SAT
            cron(0 0 ? * MON,? *)     | day-of-week: ? must be the only value of the field
            cron(0 0 5,? * ? *)       | day-of-month: ? must be the only value of the field
            cron(0 0 5#2 * ? *)       | day-of-month: 5#2 is not a value; write 1-31
            cron(0 0 * * ? L)         | year: L is not a value; write 1970-2199
            """)
    void invalid_syntax_is_refused_with_the_field(String text, String details) {
        assertRefused(text, details);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "L,5", "5,L", "1-L", "L-3,15", "L-3W", "LW,1", "15W,1", "1-15W", "WL", "W", "15W/2", "L/2", "LL", "L3",
                "L-", "MON,L", "L-3-5", "W15", "15WL"
            })
    void special_characters_of_day_of_month_must_be_the_only_value(String dayOfMonth) {
        assertRefused(
                "cron(0 0 " + dayOfMonth + " * ? *)",
                "day-of-month: " + dayOfMonth
                        + " is not understood; write L, L-3, LW or 15W alone, without a list, range or step around it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "L,MON",
                "MON,L",
                "FRIL,MON",
                "MON-FRIL",
                "L-2",
                "6#2,1",
                "6#2,6#3",
                "MON-FRI#2",
                "6#2#3",
                "L/2",
                "6#2L",
                "#L",
                "LW",
                "6#2/2",
                "L6"
            })
    void special_characters_of_day_of_week_must_be_the_only_value(String dayOfWeek) {
        assertRefused(
                "cron(0 0 ? * " + dayOfWeek + " *)",
                "day-of-week: " + dayOfWeek
                        + " is not understood; write L, FRIL or FRI#2 alone, without a list, range or step around it");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cron(0 0 ? * ? *)    | day-of-month, day-of-week: both are ?; write * or a value in one of them
            cron(0 0 1 * MON *)  | day-of-month, day-of-week: both have a value, 1 and MON; write ? in one of them
            cron(0 0 */1 * TUE *) | day-of-month, day-of-week: both have a value, */1 and TUE; write ? in one of them
            cron(0 0 L * L *)    | day-of-month, day-of-week: both have a value, L and L; write ? in one of them
            """)
    void one_of_the_two_day_fields_must_be_a_question_mark(String text, String details) {
        assertRefused(text, details);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ' cron(0 0 * * ? *)'   | remove the white space around the expression
            'cron(0 0 * * ? *) '   | remove the white space around the expression
            'cron( 0 0 * * ? *)'   | remove the white space just inside the parentheses
            'cron(0 0 * * ? * )'   | remove the white space just inside the parentheses
            'CRON(0 0 * * ? *)'    | write cron( in lower case
            'Cron(0 0 * * ? *)'    | write cron( in lower case
            'cron(0 0 * * ? *'     | end the expression with )
            'cron(0 0 * * ? *))'   | remove ) after the )
            'cron(0 0 * * ? *); '  | remove the white space around the expression; remove ; after the )
            'cron(0 0 * * ? *) UTC' | remove UTC after the )
            'cron(0 0 * * ?) *)'   | remove *) after the ); Expression must have 6 fields for EventBridge Scheduler; this has 5
            """)
    void the_form_around_the_fields_must_be_exact(String text, String details) {
        assertRefused(text, details);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\t", "\n", "\r", "\r\n", "\t ", " \n "})
    void tabs_and_line_breaks_do_not_separate_fields(String separator) {
        assertRefused("cron(0" + separator + "0 * * ? *)", "write single spaces instead of tabs and line breaks");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\t", "\n", "\r"})
    void tabs_and_line_breaks_around_the_expression_are_refused(String around) {
        assertRefused(around + "cron(0 0 * * ? *)", "remove the white space around the expression");
        assertRefused("cron(0 0 * * ? *)" + around, "remove the white space around the expression");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00A0", "\u2003", "\u000B", "\f", "\u0085", "\uFEFF"})
    void other_white_space_does_not_separate_fields(String separator) {
        assertThat(refusal("cron(0" + separator + "0 * * ? *)").joinedDetails())
                .isEqualTo("these are the 6 fields of EventBridge: write cron(0 0 * * ? *)");
    }

    @Test
    void a_control_character_is_quoted() {
        assertThat(refusal("cron(0\u00000 * * ? *)").joinedDetails()).contains("minute: 0\\u00000 is not a value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "cron", "every(1 day)", "cr(", "()", ")", "@noon", "now", "a b c d e", "0 0 9"})
    void other_forms_are_refused_with_the_three_valid_forms(String text) {
        RefusedException refused = refusal(text);
        assertThat(refused).hasMessage("Schedule expression is invalid");
        assertThat(refused.joinedDetails())
                .endsWith("write cron(…), rate(…) or at(…), for example cron(0 12 * * ? *), rate(5 minutes) or"
                        + " at(2030-01-31T12:00:00)");
    }

    @Test
    void all_errors_are_reported_in_the_order_of_the_fields() {
        RefusedException refused = refusal(" CRON( 61 24 32 13 8 1969)");
        assertThat(refused.details())
                .containsExactly(
                        "remove the white space around the expression",
                        "write cron( in lower case",
                        "remove the white space just inside the parentheses",
                        "minute: 61 is not in 0-59",
                        "hour: 24 is not in 0-23",
                        "day-of-month: 32 is not in 1-31",
                        "month: 13 is not in 1-12",
                        "day-of-week: 8 is not in 1-7, where 1 is SUN and 7 is SAT",
                        "year: 1969 is not in 1970-2199",
                        "day-of-month, day-of-week: both have a value, 32 and 8; write ? in one of them");
    }

    @Test
    void each_error_of_a_field_is_reported_once() {
        assertThat(refusal("cron(60,61,60,x 0 * * ? *)").details())
                .containsExactly(
                        "minute: 60 is not in 0-59",
                        "minute: 61 is not in 0-59",
                        "minute: x is not a value; write 0-59");
        assertThat(refusal("cron(60-61/0 0 * * ? *)").details())
                .containsExactly(
                        "minute: 60 is not in 0-59",
                        "minute: 61 is not in 0-59",
                        "minute: the step in 60-61/0 is not a number from 1 to 2147483647");
        assertThat(refusal("cron(/0 0 * * ? *)").details())
                .containsExactly(
                        "minute: a value is missing; write 0-59",
                        "minute: the step in /0 is not a number from 1 to 2147483647");
    }

    @Test
    void a_long_value_is_quoted_in_part() {
        assertRefused(
                "cron(" + "x".repeat(100) + " 0 * * ? *)",
                "minute: " + "x".repeat(40) + "… is not a value; write 0-59");
        assertRefused(
                "cron(" + "x".repeat(40) + " 0 * * ? *)", "minute: " + "x".repeat(40) + " is not a value; write 0-59");
    }

    @Test
    void an_expression_has_at_most_256_characters() {
        String fits = "cron(0 0 " + "1,".repeat(119) + "11 * ? *)";
        assertThat(fits).hasSize(256);
        assertThat(Expression.parse(fits).expression().canonical()).isEqualTo(fits);
        assertThatThrownBy(() -> Expression.parse("cron(0 0 " + "1,".repeat(120) + "1 * ? *)"))
                .isInstanceOf(RefusedException.class)
                .hasMessage("Schedule expression is invalid")
                .extracting(thrown -> ((RefusedException) thrown).joinedDetails())
                .isEqualTo("Expression must have at most 256 characters, it has 257");
    }

    @Test
    void expressions_are_equal_by_canonical_form() {
        Expression sunday = Expression.parse("cron(0 0 * * sun *)").expression();
        assertThat(sunday)
                .isEqualTo(Expression.parse("cron(0 0 ? * SUN *)").expression())
                .hasSameHashCodeAs(Expression.parse("cron(0 0 ? * SUN *)").expression())
                .isNotEqualTo(Expression.parse("cron(0 0 ? * MON *)").expression())
                .isNotEqualTo("cron(0 0 ? * SUN *)")
                .doesNotHaveSameHashCodeAs(
                        Expression.parse("cron(0 0 ? * MON *)").expression());
    }

    @Test
    void a_refusal_quotes_at_most_100_characters_in_all() {
        StringBuilder minutes = new StringBuilder("x1");
        for (int i = 2; i < 60; i++) {
            minutes.append(",x").append(i);
        }
        RefusedException refused = refusal("cron(" + minutes + " 0 * * ? *)");
        assertThat(refused.details()).hasSizeBetween(30, 60).last().isEqualTo("minute: … is not a value; write 0-59");
        assertThat(refused.details().stream()
                        .mapToInt(it ->
                                it.replaceAll("minute: (.*?)…? is.*", "$1").length())
                        .sum())
                .isLessThanOrEqualTo(100);
    }

    private static void assertRefused(String text, String details) {
        RefusedException refused = refusal(text);
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_SCHEDULE_EXPRESSION);
        assertThat(refused).hasMessage("Cron expression is invalid");
        assertThat(refused.joinedDetails()).isEqualTo(details);
    }

    private static RefusedException refusal(String text) {
        RefusedException refused = catchThrowableOfType(RefusedException.class, () -> Expression.parse(text));
        assertThat(refused).as(text).isNotNull();
        return refused;
    }
}
