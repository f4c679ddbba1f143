package com.rezagent.schedules.expression;

import java.util.List;

/** The six fields of a cron expression, in their order. */
// The lists are immutable: List.of creates them.
@SuppressWarnings("ImmutableEnumChecker")
enum CronField {
    MINUTE("minute", 0, 59, List.of(), List.of()),
    HOUR("hour", 0, 23, List.of(), List.of()),
    DAY_OF_MONTH("day-of-month", 1, 31, List.of(), List.of()),
    MONTH(
            "month",
            1,
            12,
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"),
            List.of(
                    "January",
                    "February",
                    "March",
                    "April",
                    "May",
                    "June",
                    "July",
                    "August",
                    "September",
                    "October",
                    "November",
                    "December")),
    DAY_OF_WEEK(
            "day-of-week",
            1,
            7,
            List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"),
            List.of("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")),
    YEAR("year", 1970, 2199, List.of(), List.of());

    private final String label;
    private final int min;
    private final int max;
    private final List<String> names;
    private final List<String> words;

    CronField(String label, int min, int max, List<String> names, List<String> words) {
        this.label = label;
        this.min = min;
        this.max = max;
        this.names = names;
        this.words = words;
    }

    /** Returns the name for messages, such as {@code day-of-month}. */
    String label() {
        return label;
    }

    int min() {
        return min;
    }

    int max() {
        return max;
    }

    int size() {
        return max - min + 1;
    }

    /** Returns the smallest and the largest value, such as {@code 1-31}. */
    String range() {
        return min + "-" + max;
    }

    boolean hasNames() {
        return !names.isEmpty();
    }

    /** Returns the value of an upper-case short name such as {@code FEB}; {@code otherwise} for any other text. */
    int valueOf(String name, int otherwise) {
        int index = names.indexOf(name);
        return index < 0 ? otherwise : min + index;
    }

    /** Returns the short name of a value: {@code FEB} for 2. */
    String name(int value) {
        return names.get(value - min);
    }

    /** Returns the full name of a value: {@code February} for 2. */
    String word(int value) {
        return words.get(value - min);
    }
}
