package com.rezagent.schedules.expression;

import java.time.LocalDate;
import java.time.zone.ZoneRules;
import java.util.BitSet;
import java.util.List;

/**
 * {@code cron(minutes hours day-of-month month day-of-week year)}: fires at each local minute in the schedule's
 * timezone that all fields select. Days of the week count from {@code 1 = SUN}; years run from 1970 to 2199.
 *
 * @see <a href="https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based">Cron-based
 *     schedules</a>
 */
public final class CronExpression implements Expression {
    private static final int MINUTES_PER_DAY = 24 * 60;

    /** 1970-01-01 was a Thursday. */
    private static final int FIRST_EPOCH_WEEKDAY = 4;

    private static final long LAST_DAY =
            LocalDate.of(CronField.YEAR.max(), 12, 31).toEpochDay();

    private final String canonical;
    private final long minutes;
    private final long hours;
    private final DayRule days;
    private final long months;
    private final BitSet years;

    /**
     * @param months bit 0 is January
     * @param years bit 0 is 1970
     */
    CronExpression(String canonical, long minutes, long hours, DayRule days, long months, BitSet years) {
        this.canonical = canonical;
        this.minutes = minutes;
        this.hours = hours;
        this.days = days;
        this.months = months;
        this.years = years;
    }

    @Override
    public String canonical() {
        return canonical;
    }

    @Override
    public long firstSecond(long from, ZoneRules rules, long anchor) {
        return new WallClock(rules).next(this::nextLocal, from);
    }

    /**
     * Returns the first selected local time at or after another, both in seconds since 1970-01-01T00:00 local time;
     * {@link WallClock#NEVER} if there is none.
     */
    long nextLocal(long localSecond) {
        long minute = Math.max(-Math.floorDiv(-localSecond, 60L), 0);
        long today = minute / MINUTES_PER_DAY;
        if (today > LAST_DAY) {
            return WallClock.NEVER;
        }
        long day = nextDay(today);
        if (day == today) {
            int minuteOfDay = nextMinuteOfDay((int) (minute % MINUTES_PER_DAY));
            if (minuteOfDay < MINUTES_PER_DAY) {
                return toSeconds(today, minuteOfDay);
            }
            day = nextDay(today + 1);
        }
        return day == WallClock.NEVER ? WallClock.NEVER : toSeconds(day, nextMinuteOfDay(0));
    }

    private static long toSeconds(long day, int minuteOfDay) {
        return (day * MINUTES_PER_DAY + minuteOfDay) * 60;
    }

    /** Returns the first selected minute of the day at or after another; {@code MINUTES_PER_DAY} if there is none. */
    private int nextMinuteOfDay(int minuteOfDay) {
        int hour = minuteOfDay / 60;
        if ((hours >>> hour & 1) != 0) {
            long left = minutes & -1L << minuteOfDay % 60;
            if (left != 0) {
                return hour * 60 + Long.numberOfTrailingZeros(left);
            }
        }
        long left = hours & -2L << hour;
        return left == 0
                ? MINUTES_PER_DAY
                : Long.numberOfTrailingZeros(left) * 60 + Long.numberOfTrailingZeros(minutes);
    }

    /** Returns the first selected epoch day at or after another; {@code NEVER} if there is none. */
    private long nextDay(long epochDay) {
        LocalDate date = LocalDate.ofEpochDay(epochDay);
        long fromDay = -1L << date.getDayOfMonth();
        int fromMonth = date.getMonthValue();
        int fromYear = date.getYear();
        for (int year = nextYear(fromYear); year >= 0; year = nextYear(year + 1)) {
            long left = year == fromYear ? months & -1L << (fromMonth - 1) : months;
            while (left != 0) {
                int month = Long.numberOfTrailingZeros(left) + 1;
                LocalDate first = LocalDate.of(year, month, 1);
                long firstDay = first.toEpochDay();
                long selected = days.daysIn(first.lengthOfMonth(), (int) ((firstDay + FIRST_EPOCH_WEEKDAY) % 7));
                if (year == fromYear && month == fromMonth) {
                    selected &= fromDay;
                }
                if (selected != 0) {
                    return firstDay - 1 + Long.numberOfTrailingZeros(selected);
                }
                left &= left - 1;
            }
        }
        return WallClock.NEVER;
    }

    private int nextYear(int from) {
        int index = years.nextSetBit(from - CronField.YEAR.min());
        return index < 0 ? -1 : index + CronField.YEAR.min();
    }

    DayRule days() {
        return days;
    }

    /** Returns whether the two day fields select every day of every month. */
    boolean isEveryDay() {
        return days.daysIn(CronField.DAY_OF_MONTH.max(), 0) == DayRule.allOf(CronField.DAY_OF_MONTH.max());
    }

    /** Returns whether the day-of-month field lists this day itself, not only inside a range or step. */
    boolean listsDay(int dayOfMonth) {
        String field = canonical.split(" ", -1)[CronField.DAY_OF_MONTH.ordinal()];
        return List.of(field.split(",", -1)).contains(Integer.toString(dayOfMonth));
    }

    /** Returns whether the month field selects a month, 1-12. */
    boolean runsIn(int month) {
        return (months >>> (month - 1) & 1) != 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CronExpression that && canonical.equals(that.canonical);
    }

    @Override
    public int hashCode() {
        return canonical.hashCode();
    }

    @Override
    public String toString() {
        return canonical;
    }
}
