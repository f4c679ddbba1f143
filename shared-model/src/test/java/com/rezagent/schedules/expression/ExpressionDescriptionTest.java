package com.rezagent.schedules.expression;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionDescriptionTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            rate(1 day)                       | Every day
            rate(1 minute)                    | Every minute
            rate(5 minutes)                   | Every 5 minutes
            at(2026-11-07T11:00:00)           | Once, on 2026-11-07 at 11:00:00
            cron(0 12 * * ? *)                | At 12:00, every day
            cron(5 9 ? * * *)                 | At 09:05, every day
            cron(30 9,17 * * ? *)             | At 09:30 and 17:30, every day
            cron(30,0 17,9 * * ? *)           | At 09:00, 09:30, 17:00 and 17:30, every day
            cron(0,20,40 9,17 * * ? *)        | At 09:00, 09:20, 09:40, 17:00, 17:20 and 17:40, every day
            cron(0,0 9 * * ? *)               | At 09:00, every day
            cron(0 0,4,8,12,16,20,22 * * ? *) | At minute 0 past hours 0, 4, 8, 12, 16, 20 and 22, every day
            cron(* * * * ? *)                 | Every minute, every day
            cron(*/1 * * * ? *)               | Every minute, every day
            cron(*/15 * * * ? *)              | Every 15 minutes, every day
            cron(0/15 * * * ? *)              | Every 15 minutes, every day
            cron(0/15 9-17 * * ? *)           | Every 15 minutes during hours 9 to 17, every day
            cron(* 9 * * ? *)                 | Every minute during hour 9, every day
            cron(5/15 * * * ? *)              | At every 15th minute from 5 to 59 past every hour, every day
            cron(*/7 * * * ? *)               | At every 7th minute from 0 to 59 past every hour, every day
            cron(*/60 * * * ? *)              | Every hour, every day
            cron(*/60 9 * * ? *)              | At 09:00, every day
            cron(7/100 * * * ? *)             | At minute 7 past every hour, every day
            cron(50/10 * * * ? *)             | At minute 50 past every hour, every day
            cron(49/10 * * * ? *)             | At every 10th minute from 49 to 59 past every hour, every day
            cron(0 */24 * * ? *)              | At 00:00, every day
            cron(0 22-4/7,9 * * ? *)          | At 09:00 and 22:00, every day
            cron(0 9 30/5 * ? *)              | At 09:00, on day 30 of the month
            cron(0 9 * */13 ? *)              | At 09:00, every day, in January
            cron(0 9 * NOV-FEB/4 ? 2027/2000) | At 09:00, every day, in November, in 2027
            cron(0/30,45 8 * * ? *)           | At every 30th minute from 0 to 59 and minute 45 past hour 8, every day
            cron(10-20 * * * ? *)             | At minutes 10 to 20 past every hour, every day
            cron(0 * * * ? *)                 | Every hour, every day
            cron(0 */6 * * ? *)               | Every 6 hours, every day
            cron(0 0/12 * * ? *)              | Every 12 hours, every day
            cron(0 */5 * * ? *)               | At minute 0 past every 5th hour from 0 to 23, every day
            cron(5 */6 * * ? *)               | At minute 5 past every 6th hour from 0 to 23, every day
            cron(0 22-4/3 * * ? *)            | At minute 0 past every 3rd hour from 22 to 4, every day
            cron(0 1-2,8-18/2 * * ? *)        | At minute 0 past hours 1 to 2 and every 2nd hour from 8 to 18, every day
            cron(0 9 1 * ? *)                 | At 09:00, on day 1 of the month
            cron(0 9 1,15 * ? *)              | At 09:00, on days 1 and 15 of the month
            cron(0 9 28-3 * ? *)              | At 09:00, on days 28 to 3 of the month
            cron(0 9 */2 * ? *)               | At 09:00, on every 2nd day from 1 to 31 of the month
            cron(0 9 3/1 * ? *)               | At 09:00, on every day from 3 to 31 of the month
            cron(0 9 L * ? *)                 | At 09:00, on the last day of the month
            cron(0 9 L-1 * ? *)               | At 09:00, on the day that is 1 day before the last day of the month
            cron(0 9 L-3 * ? *)               | At 09:00, on the day that is 3 days before the last day of the month
            cron(0 9 LW * ? *)                | At 09:00, on the last weekday (Monday to Friday) of the month
            cron(0 9 31W * ? *)               | At 09:00, on the weekday (Monday to Friday) nearest to day 31 of the month
            cron(0 9 ? * MON-FRI *)           | At 09:00, from Monday to Friday
            cron(0 9 ? * FRI-MON *)           | At 09:00, from Friday to Monday
            cron(0 9 ? * 2,4,SAT *)           | At 09:00, on Monday, Wednesday and Saturday
            cron(0 9 ? * MON-WED,SAT *)       | At 09:00, on Monday to Wednesday and Saturday
            cron(0 9 ? * L *)                 | At 09:00, on Saturday
            cron(0 9 ? * 6L *)                | At 09:00, on the last Friday of the month
            cron(0 9 ? * SUNL *)              | At 09:00, on the last Sunday of the month
            cron(0 9 ? * 6#1 *)               | At 09:00, on the first Friday of the month
            cron(0 9 ? * TUE#5 *)             | At 09:00, on the fifth Tuesday of the month
            cron(0 9 * 1 ? *)                 | At 09:00, every day, in January
            cron(0 9 * NOV-FEB ? *)           | At 09:00, every day, from November to February
            cron(0 9 * JAN,3,5-6 ? *)         | At 09:00, every day, in January, March and May to June
            cron(0 9 * */3 ? *)               | At 09:00, every day, in every 3rd month from January to December
            cron(0 9 * 1-6/2 ? *)             | At 09:00, every day, in every 2nd month from January to June
            cron(0 9 * * ? 2027)              | At 09:00, every day, in 2027
            cron(0 9 1 1 ? 2027-2029)         | At 09:00, on day 1 of the month, in January, from 2027 to 2029
            cron(0 9 * * ? 2027,2029-2031)    | At 09:00, every day, in 2027 and 2029 to 2031
            cron(0 9 * * ? 2028/4)            | At 09:00, every day, in every 4th year from 2028 to 2199
            """)
    void describes_an_expression_in_english(String text, String words) {
        assertThat(ExpressionDescription.describe(Expression.parse(text).expression()))
                .isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1st",
        "2, 2nd",
        "3, 3rd",
        "4, 4th",
        "10, 10th",
        "11, 11th",
        "12, 12th",
        "13, 13th",
        "21, 21st",
        "22, 22nd",
        "111, 111th",
        "123, 123rd",
        "2147483647, 2147483647th"
    })
    void ordinals_are_english(int number, String ordinal) {
        assertThat(EnglishList.ordinal(number)).isEqualTo(ordinal);
    }

    @Test
    void the_longest_description_fits_the_api_schema() {
        String months = "9/3,".repeat(59) + "9/3";
        assertThat(ExpressionDescription.describe(
                        Expression.parse("cron(0 0 1 " + months + " ? *)").expression()))
                .hasSizeBetween(2_000, 4_000);
    }

    @Test
    void every_random_expression_has_a_description() {
        for (long seed = 0; seed < 1_000; seed++) {
            RandomCron cron = RandomCron.of(seed);
            assertThat(ExpressionDescription.describe(
                            Expression.parse(cron.text()).expression()))
                    .as("seed %d: %s", seed, cron.text())
                    .matches("(At|Every) .*, (every day|on |from ).*");
        }
    }
}
