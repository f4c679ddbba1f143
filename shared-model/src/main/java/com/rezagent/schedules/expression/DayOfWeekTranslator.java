package com.rezagent.schedules.expression;

import com.rezagent.schedules.error.ValidationErrors;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Translates a day-of-week field of another dialect to EventBridge Scheduler's, by name: {@code 1-5} to {@code MON-FRI}. */
final class DayOfWeekTranslator {
    private static final int NO_DAY = -1;

    private final Dialect dialect;
    private final ValidationErrors errors;
    private final QuotedInput input;

    DayOfWeekTranslator(Dialect dialect, ValidationErrors errors, QuotedInput input) {
        this.dialect = dialect;
        this.errors = errors;
        this.input = input;
    }

    /** Returns the field for the same days; {@code *} for all seven. Only valid if there are no errors. */
    String translate(String text) {
        String upper = AsciiText.upper(text);
        int hash = upper.indexOf('#');
        if (hash >= 0) {
            return name(day(upper.substring(0, hash))) + upper.substring(hash);
        }
        if (upper.endsWith("L") && !upper.contains(",") && !upper.contains("-") && !upper.contains("/")) {
            return last(upper.substring(0, upper.length() - 1));
        }
        List<String> elements = new ArrayList<>();
        for (String element : upper.split(",", -1)) {
            elements.add(element(element));
        }
        return elements.contains("*") ? "*" : String.join(",", elements);
    }

    private String last(String day) {
        if (!day.isEmpty()) {
            return name(day(day)) + "L";
        }
        if (dialect.lowestDay() == 0) {
            error("L alone is not a day; write SAT or SUN");
        }
        return CronField.DAY_OF_WEEK.name(7);
    }

    private String element(String text) {
        int slash = text.indexOf('/');
        String base = slash < 0 ? text : text.substring(0, slash);
        int dash = base.indexOf('-');
        int from;
        int to;
        if (base.equals("*") || base.equals("?")) {
            from = dialect.firstDayOfStar();
            to = dialect.lastDayOfStar();
        } else if (dash >= 0) {
            from = day(base.substring(0, dash));
            to = day(base.substring(dash + 1));
            if (from > to && to != NO_DAY) {
                to = wrapped(from, to, base);
            }
        } else {
            from = day(base);
            to = slash < 0 ? from : dialect.highestDay();
        }
        int step = slash < 0 ? 1 : step(text, text.substring(slash + 1));
        if (from == NO_DAY || to == NO_DAY) {
            return text;
        }
        boolean isOpenStep = slash >= 0 && dash < 0 && !base.equals("*") && !base.equals("?");
        if (isOpenStep && dialect == Dialect.CRONTAB && from > 0 && (to - from) % step == 0) {
            error(input.quote(text) + " includes SUN in some cron implementations only; write a list of days");
        }
        return days(from, to, step);
    }

    /** Returns the end of a range that continues after Saturday, as a number above 7. */
    private int wrapped(int from, int to, String range) {
        boolean isNumeric = AsciiText.number(range.substring(0, range.indexOf('-'))) != AsciiText.NOT_A_NUMBER;
        if (dialect == Dialect.SPRING && isNumeric && from != dialect.highestDay()) {
            error(input.quote(range) + " is reversed");
        }
        return to + 7;
    }

    private String days(int from, int to, int step) {
        BitSet days = new BitSet(7);
        for (long number = from; number <= to; number += step) {
            days.set(dialect.weekday((int) number));
        }
        if (days.cardinality() == 7) {
            return "*";
        }
        if (step == 1 && to > from) {
            return name(from) + "-" + name(to);
        }
        List<String> names = new ArrayList<>();
        days.stream().forEach(day -> names.add(CronField.DAY_OF_WEEK.name(day + 1)));
        return String.join(",", names);
    }

    private String name(int number) {
        return CronField.DAY_OF_WEEK.name((number == NO_DAY ? 0 : dialect.weekday(number)) + 1);
    }

    /** Parses a number or a name, and returns the dialect's number for the day. */
    private int day(String text) {
        int named = CronField.DAY_OF_WEEK.valueOf(text, NO_DAY);
        if (named != NO_DAY) {
            return dialect.number(named - 1);
        }
        for (int day = 1; day <= 7; day++) {
            String name = CronField.DAY_OF_WEEK.name(day);
            if (text.length() > name.length()
                    && AsciiText.upper(CronField.DAY_OF_WEEK.word(day)).startsWith(text)) {
                error("write " + name + " instead of " + input.quote(text));
                return NO_DAY;
            }
        }
        long number = AsciiText.number(text);
        if (number < dialect.lowestDay() || number > dialect.highestDay()) {
            error(input.quote(text) + " is not in " + dialect.lowestDay() + "-" + dialect.highestDay() + " or SUN-SAT");
            return NO_DAY;
        }
        return (int) number;
    }

    private int step(String element, String text) {
        long step = AsciiText.number(text);
        if (step < 1 || step > Integer.MAX_VALUE) {
            error("the step in " + input.quote(element) + " is not a number from 1 to " + Integer.MAX_VALUE);
            return 1;
        }
        return (int) step;
    }

    private void error(String problem) {
        errors.field(CronField.DAY_OF_WEEK.label(), problem);
    }
}
