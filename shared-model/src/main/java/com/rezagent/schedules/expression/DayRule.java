package com.rezagent.schedules.expression;

/** The days of a month that the two day fields of a cron expression select. */
sealed interface DayRule {
    /**
     * Returns the selected days of one month: bit {@code d} is set for day {@code d}.
     *
     * @param length number of days in the month, 28-31
     * @param first weekday of the first day, 0 = Sunday … 6 = Saturday
     */
    long daysIn(int length, int first);

    /** Returns the bits for days 1 to {@code length}. */
    static long allOf(int length) {
        return (2L << length) - 2;
    }

    private static int weekday(int day, int first) {
        return (first + day - 1) % 7;
    }

    private static boolean isWeekend(int day, int first) {
        int weekday = weekday(day, first);
        return weekday == 0 || weekday == 6;
    }

    /** A set of days such as {@code 1,15,28-31}. */
    record DaysOfMonth(long days) implements DayRule {
        @Override
        public long daysIn(int length, int first) {
            return days & allOf(length);
        }
    }

    /** {@code L} and {@code L-n}: n days before the last day of the month; none in months that are too short. */
    record LastDay(int before) implements DayRule {
        @Override
        public long daysIn(int length, int first) {
            return before < length ? 1L << (length - before) : 0;
        }
    }

    /** {@code LW}: the last day of the month from Monday to Friday. */
    record LastWeekday() implements DayRule {
        @Override
        public long daysIn(int length, int first) {
            int day = length;
            while (isWeekend(day, first)) {
                day--;
            }
            return 1L << day;
        }
    }

    /** {@code nW}: the day from Monday to Friday nearest to day n, within the month; none in months without day n. */
    record NearestWeekday(int day) implements DayRule {
        @Override
        public long daysIn(int length, int first) {
            if (day > length) {
                return 0;
            }
            int nearest = day;
            if (weekday(day, first) == 6) {
                nearest = day == 1 ? 3 : day - 1;
            } else if (weekday(day, first) == 0) {
                nearest = day == length ? day - 2 : day + 1;
            }
            return 1L << nearest;
        }
    }

    /** A set of weekdays; bit 0 is Sunday. */
    record DaysOfWeek(int weekdays) implements DayRule {
        @Override
        public long daysIn(int length, int first) {
            long week = (weekdays >>> first | (long) weekdays << (7 - first)) & 0x7F;
            long days = (week | week << 7 | week << 14 | week << 21 | week << 28) << 1;
            return days & allOf(length);
        }
    }

    /** {@code 6L}: the last occurrence of a weekday in the month, 0 = Sunday. */
    record LastDayOfWeek(int weekday) implements DayRule {
        @Override
        public long daysIn(int length, int first) {
            return 1L << (length - Math.floorMod(DayRule.weekday(length, first) - weekday, 7));
        }
    }

    /** {@code 6#5}: the n-th occurrence of a weekday in the month, 0 = Sunday; none in months that have fewer. */
    record NthDayOfWeek(int weekday, int nth) implements DayRule {
        @Override
        public long daysIn(int length, int first) {
            return 1L << (1 + Math.floorMod(weekday - first, 7) + 7 * (nth - 1)) & allOf(length);
        }
    }
}
