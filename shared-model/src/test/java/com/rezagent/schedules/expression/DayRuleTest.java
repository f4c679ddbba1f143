package com.rezagent.schedules.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Compares every rule with java.time, in months of every length and first weekday. */
class DayRuleTest {

    @Test
    void days_of_month() {
        assertSame(
                new DayRule.DaysOfMonth(1L << 1 | 1L << 15 | 1L << 31),
                it -> it.getDayOfMonth() == 1 || it.getDayOfMonth() == 15 || it.getDayOfMonth() == 31);
    }

    @Test
    void last_day() {
        for (int n = 0; n <= 30; n++) {
            int before = n;
            assertSame(new DayRule.LastDay(n), it -> it.getDayOfMonth() == it.lengthOfMonth() - before);
        }
    }

    @Test
    void last_weekday() {
        assertSame(
                new DayRule.LastWeekday(),
                it -> isWeekday(it)
                        && IntStream.rangeClosed(it.getDayOfMonth() + 1, it.lengthOfMonth())
                                .noneMatch(later -> isWeekday(it.withDayOfMonth(later))));
    }

    @Test
    void nearest_weekday() {
        for (int n = 1; n <= 31; n++) {
            int day = n;
            assertSame(new DayRule.NearestWeekday(n), it -> day <= it.lengthOfMonth() && it.equals(nearest(it, day)));
        }
    }

    private static LocalDate nearest(LocalDate month, int day) {
        LocalDate date = month.withDayOfMonth(day);
        return switch (date.getDayOfWeek()) {
            case SATURDAY -> day == 1 ? date.plusDays(2) : date.minusDays(1);
            case SUNDAY -> day == month.lengthOfMonth() ? date.minusDays(2) : date.plusDays(1);
            default -> date;
        };
    }

    @Test
    void days_of_week() {
        for (int set = 0; set < 128; set++) {
            int weekdays = set;
            assertSame(
                    new DayRule.DaysOfWeek(set),
                    it -> (weekdays >> it.getDayOfWeek().getValue() % 7 & 1) == 1);
        }
    }

    @Test
    void last_and_nth_day_of_week() {
        for (int weekday = 0; weekday < 7; weekday++) {
            DayOfWeek dayOfWeek = DayOfWeek.SUNDAY.plus(weekday);
            assertSame(
                    new DayRule.LastDayOfWeek(weekday),
                    it -> it.equals(it.with(TemporalAdjusters.lastInMonth(dayOfWeek))));
            for (int n = 1; n <= 5; n++) {
                int nth = n;
                assertSame(
                        new DayRule.NthDayOfWeek(weekday, n),
                        it -> it.getDayOfWeek() == dayOfWeek && (it.getDayOfMonth() + 6) / 7 == nth);
            }
        }
    }

    private static boolean isWeekday(LocalDate date) {
        return date.getDayOfWeek().getValue() <= 5;
    }

    /** Compares all months of 28 years, which contain each combination of length and first weekday. */
    private static void assertSame(DayRule rule, Predicate<LocalDate> expected) {
        for (LocalDate month = LocalDate.of(2024, 1, 1); month.getYear() < 2052; month = month.plusMonths(1)) {
            long days = 0;
            for (int day = 1; day <= month.lengthOfMonth(); day++) {
                if (expected.test(month.withDayOfMonth(day))) {
                    days |= 1L << day;
                }
            }
            long found = rule.daysIn(month.lengthOfMonth(), month.getDayOfWeek().getValue() % 7);
            if (found != days) {
                assertThat(Long.toBinaryString(found))
                        .as("%s in %s", rule, month)
                        .isEqualTo(Long.toBinaryString(days));
            }
        }
    }
}
