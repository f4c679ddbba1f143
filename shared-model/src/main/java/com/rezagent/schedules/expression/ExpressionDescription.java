package com.rezagent.schedules.expression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Describes expressions in English, independent of the locale: {@code cron(30 9 ? * MON-FRI *)} is
 * {@code At 09:30, from Monday to Friday}. The timezone and bounds are not part of the description.
 */
public final class ExpressionDescription {
    /** More times of day than this are described as minutes and hours. */
    private static final int MAX_TIMES = 6;

    private static final List<String> NTH = List.of("first", "second", "third", "fourth", "fifth");

    private ExpressionDescription() {}

    /** Returns the description as one phrase, without a full stop. */
    public static String describe(Expression expression) {
        if (expression instanceof RateExpression rate) {
            return "Every "
                    + (rate.value() == 1 ? "" : rate.value() + " ")
                    + rate.unit().nounFor(rate.value());
        }
        if (expression instanceof AtExpression at) {
            return "Once, on " + at.text().replace("T", " at ");
        }
        String phrase = cron(expression.canonical());
        return AsciiText.upper(phrase.substring(0, 1)) + phrase.substring(1);
    }

    /**
     * Returns what one field of a canonical cron expression selects: {@code every 15 minutes} for the minutes {@code
     * 0/15}.
     */
    static String describe(CronField field, String canonical) {
        String text = canonical.equals("?") || (field == CronField.DAY_OF_WEEK && canonical.contains("#"))
                ? canonical
                : withoutSingleValueSteps(field, canonical);
        return switch (field) {
            case MINUTE -> times(field, "minute", text);
            case HOUR -> times(field, "hour", text);
            case DAY_OF_MONTH -> text.equals("?") ? "the day of the week decides" : days(text, "?");
            case MONTH -> text.equals("*") ? "every month" : preposition("in", text) + items(field, "month", text);
            case DAY_OF_WEEK -> text.equals("?") ? "the day of the month decides" : days("?", text);
            case YEAR -> text.equals("*") ? "every year" : preposition("in", text) + items(field, "year", text);
        };
    }

    private static String times(CronField field, String noun, String text) {
        int interval = interval(field, text);
        if (interval > 0) {
            return every(interval, noun);
        }
        return (field == CronField.MINUTE ? "at " : "during ") + numbered(field, noun, text);
    }

    private static String cron(String canonical) {
        String[] fields =
                canonical.substring("cron(".length(), canonical.length() - 1).split(" ", CronField.values().length);
        for (CronField field : CronField.values()) {
            fields[field.ordinal()] = withoutSingleValueSteps(field, fields[field.ordinal()]);
        }
        List<String> phrases = new ArrayList<>();
        phrases.add(times(
                fields[CronField.MINUTE.ordinal()].split(",", -1), fields[CronField.HOUR.ordinal()].split(",", -1)));
        phrases.add(days(fields[CronField.DAY_OF_MONTH.ordinal()], fields[CronField.DAY_OF_WEEK.ordinal()]));
        String month = fields[CronField.MONTH.ordinal()];
        if (!month.equals("*")) {
            phrases.add(preposition("in", month) + items(CronField.MONTH, "month", month));
        }
        String year = fields[CronField.YEAR.ordinal()];
        if (!year.equals("*")) {
            phrases.add(preposition("in", year) + items(CronField.YEAR, "year", year));
        }
        return String.join(", ", phrases);
    }

    /** Replaces steps past the end of their range by the only value they select: {@code 7} for {@code 7/100}. */
    private static String withoutSingleValueSteps(CronField field, String text) {
        if (!text.contains("/")) {
            return text;
        }
        List<String> elements = new ArrayList<>();
        for (String element : text.split(",", -1)) {
            int slash = element.indexOf('/');
            Range range = Range.of(field, slash < 0 ? element : element.substring(0, slash));
            boolean isSingleValue = slash >= 0 && Integer.parseInt(element.substring(slash + 1)) > range.span(field);
            elements.add(isSingleValue ? range.from : element);
        }
        return String.join(",", elements);
    }

    /** The first and the last value of {@code *}, {@code a} or {@code a-b} before a step. */
    private record Range(String from, String to) {
        static Range of(CronField field, String base) {
            int dash = base.indexOf('-');
            String from = dash < 0 ? base : base.substring(0, dash);
            return new Range(
                    from.equals("*") ? Integer.toString(field.min()) : from,
                    dash < 0 ? Integer.toString(field.max()) : base.substring(dash + 1));
        }

        int span(CronField field) {
            return Math.floorMod(value(field, to) - value(field, from), field.size());
        }
    }

    private static String times(String[] minutes, String[] hours) {
        if (minutes.length * hours.length <= MAX_TIMES
                && Arrays.stream(minutes).allMatch(ExpressionDescription::isNumber)
                && Arrays.stream(hours).allMatch(ExpressionDescription::isNumber)) {
            List<String> times = new ArrayList<>();
            for (String hour : hours) {
                for (String minute : minutes) {
                    times.add(twoDigits(hour) + ":" + twoDigits(minute));
                }
            }
            return "at " + EnglishList.and(times.stream().sorted().distinct().toList());
        }
        String minute = String.join(",", minutes);
        String hour = String.join(",", hours);
        int everyMinutes = interval(CronField.MINUTE, minute);
        int everyHours = interval(CronField.HOUR, hour);
        if (everyMinutes > 0) {
            return every(everyMinutes, "minute")
                    + (everyHours == 1 ? "" : " during " + numbered(CronField.HOUR, "hour", hour));
        }
        if (minute.equals("0") && everyHours > 0) {
            return every(everyHours, "hour");
        }
        return "at " + numbered(CronField.MINUTE, "minute", minute) + " past "
                + (everyHours == 1 ? "every hour" : numbered(CronField.HOUR, "hour", hour));
    }

    private static String every(int number, String noun) {
        return "every " + (number == 1 ? noun : number + " " + noun + "s");
    }

    /** Returns n if the field selects every n-th value from 0 on, and n divides its size; else 0. */
    private static int interval(CronField field, String text) {
        if (text.equals("*")) {
            return 1;
        }
        if (!(text.startsWith("*/") || text.startsWith("0/")) || text.contains(",")) {
            return 0;
        }
        int step = Integer.parseInt(text.substring(2));
        return field.size() % step == 0 ? step : 0;
    }

    private static String days(String dayOfMonth, String dayOfWeek) {
        if (dayOfWeek.equals("?")) {
            return dayOfMonth.equals("*") ? "every day" : "on " + dayOfMonth(dayOfMonth);
        }
        if (dayOfWeek.equals("*")) {
            return "every day";
        }
        int hash = dayOfWeek.indexOf('#');
        if (hash >= 0) {
            int nth = Integer.parseInt(dayOfWeek.substring(hash + 1));
            return "on the " + NTH.get(nth - 1) + " " + word(CronField.DAY_OF_WEEK, dayOfWeek.substring(0, hash))
                    + " of the month";
        }
        if (dayOfWeek.endsWith("L") && dayOfWeek.length() > 1) {
            return "on the last " + word(CronField.DAY_OF_WEEK, dayOfWeek.substring(0, dayOfWeek.length() - 1))
                    + " of the month";
        }
        return preposition("on", dayOfWeek)
                + items(CronField.DAY_OF_WEEK, "day", dayOfWeek.equals("L") ? "SAT" : dayOfWeek);
    }

    private static String dayOfMonth(String text) {
        if (text.equals("L")) {
            return "the last day of the month";
        }
        if (text.equals("LW")) {
            return "the last weekday (Monday to Friday) of the month";
        }
        if (text.startsWith("L-")) {
            String before = text.substring(2);
            return "the day that is " + before + (before.equals("1") ? " day" : " days")
                    + " before the last day of the month";
        }
        if (text.endsWith("W")) {
            return "the weekday (Monday to Friday) nearest to day " + text.substring(0, text.length() - 1)
                    + " of the month";
        }
        return numbered(CronField.DAY_OF_MONTH, "day", text) + " of the month";
    }

    /** Returns {@code from} for a single range, else the other preposition. */
    private static String preposition(String otherwise, String list) {
        boolean isOneRange = list.contains("-") && !list.contains(",") && !list.contains("/");
        return (isOneRange ? "from" : otherwise) + " ";
    }

    /** Returns {@code hour 9}, {@code hours 9 to 17 and 20}, {@code hour 8 and every 2nd hour from 9 to 17}. */
    private static String numbered(CronField field, String noun, String list) {
        if (!list.contains("/")) {
            return (isNumber(list) ? noun : noun + "s") + " " + items(field, noun, list);
        }
        List<String> items = new ArrayList<>();
        for (String element : list.split(",", -1)) {
            items.add(element.contains("/") ? item(field, noun, element) : numbered(field, noun, element));
        }
        return EnglishList.and(items);
    }

    private static String items(CronField field, String noun, String list) {
        List<String> items = new ArrayList<>();
        for (String element : list.split(",", -1)) {
            items.add(item(field, noun, element));
        }
        return EnglishList.and(items);
    }

    private static String item(CronField field, String noun, String element) {
        int slash = element.indexOf('/');
        if (slash < 0 && !element.contains("-")) {
            return word(field, element);
        }
        Range range = Range.of(field, slash < 0 ? element : element.substring(0, slash));
        String first = word(field, range.from);
        String last = word(field, range.to);
        if (slash < 0) {
            return first + " to " + last;
        }
        int step = Integer.parseInt(element.substring(slash + 1));
        return "every " + (step == 1 ? "" : EnglishList.ordinal(step) + " ") + noun + " from " + first + " to " + last;
    }

    private static int value(CronField field, String text) {
        return isNumber(text) ? Integer.parseInt(text) : field.valueOf(text, field.min());
    }

    private static String word(CronField field, String text) {
        int value = value(field, text);
        return field.hasNames() ? field.word(value) : Integer.toString(value);
    }

    private static boolean isNumber(String text) {
        return AsciiText.number(text) != AsciiText.NOT_A_NUMBER;
    }

    private static String twoDigits(String number) {
        return number.length() == 1 ? "0" + number : number;
    }
}
