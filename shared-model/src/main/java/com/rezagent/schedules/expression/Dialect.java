package com.rezagent.schedules.expression;

/** The cron dialects of other schedulers: their fields, and how they number the days of the week. */
enum Dialect {
    /** {@code minutes hours day-of-month month day-of-week}; runs on days that match either day field. */
    CRONTAB("crontab", false, 0, 0, 6),
    /** EventBridge Scheduler's fields without the year. */
    EVENTBRIDGE_WITHOUT_YEAR("EventBridge", false, 1, 1, 7),
    /** {@code seconds minutes hours day-of-month month day-of-week [year]}. */
    QUARTZ("Quartz", true, 1, 1, 7),
    /** {@code seconds minutes hours day-of-month month day-of-week}; runs on days that match both day fields. */
    SPRING("Spring", true, 0, 1, 7);

    private static final int HIGHEST_DAY = 7;

    private final String label;
    private final boolean secondsFirst;
    private final int lowestDay;
    private final int firstDayOfStar;
    private final int lastDayOfStar;

    Dialect(String label, boolean secondsFirst, int lowestDay, int firstDayOfStar, int lastDayOfStar) {
        this.label = label;
        this.secondsFirst = secondsFirst;
        this.lowestDay = lowestDay;
        this.firstDayOfStar = firstDayOfStar;
        this.lastDayOfStar = lastDayOfStar;
    }

    /** Returns the name for messages. */
    String label() {
        return label;
    }

    boolean isSecondsFirst() {
        return secondsFirst;
    }

    /** Returns the smallest number of a day of the week: 0 or 1, which is Sunday. */
    int lowestDay() {
        return lowestDay;
    }

    /** Returns the largest number of a day of the week: 7, which is Sunday if {@link #lowestDay} is 0. */
    int highestDay() {
        return HIGHEST_DAY;
    }

    /** Returns the day at which {@code *} with a step starts. */
    int firstDayOfStar() {
        return firstDayOfStar;
    }

    int lastDayOfStar() {
        return lastDayOfStar;
    }

    /** Converts a number of this dialect to a weekday: 0 = Sunday … 6 = Saturday. */
    int weekday(int number) {
        return (number - lowestDay) % 7;
    }

    /** Converts a weekday, 0 = Sunday, to a number of this dialect; Spring's {@code SUN} is 7. */
    int number(int weekday) {
        return this == SPRING && weekday == 0 ? HIGHEST_DAY : weekday + lowestDay;
    }

    /** Returns {@code where 1 is SUN} or {@code where 1 is MON}, for messages. */
    String numbering() {
        return lowestDay == 1 ? "where 1 is SUN" : "where 1 is MON";
    }
}
