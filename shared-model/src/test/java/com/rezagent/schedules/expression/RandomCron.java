package com.rezagent.schedules.expression;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A random cron expression as a user may write it, its canonical form, and its meaning: predicates over java.time
 * values, generated together with the text. Shares no code with the parser or the search.
 */
final class RandomCron {
    private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");

    enum Dialect {
        FULL,
        /** The part that cron-utils reads the same way: no wrapped ranges, no nW at the edges of a month, no L-n. */
        SHARED_WITH_CRON_UTILS
    }

    private final Random random;
    private final Dialect dialect;
    private final String text;
    private final String canonical;
    private final IntPredicate minute;
    private final IntPredicate hour;
    private final Predicate<LocalDate> date;

    private record Field(String text, String canonical, IntPredicate selects) {}

    private record Day(String text, String canonical, Predicate<LocalDate> selects) {}

    static RandomCron of(long seed) {
        return new RandomCron(new Random(seed), Dialect.FULL);
    }

    static RandomCron of(long seed, Dialect dialect) {
        return new RandomCron(new Random(seed), dialect);
    }

    private RandomCron(Random random, Dialect dialect) {
        this.random = random;
        this.dialect = dialect;
        Field minutes = field(0, 59, List.of(), 20);
        Field hours = field(0, 23, List.of(), 30);
        Field months = field(1, 12, MONTHS, 60);
        Field years = chance(70) ? anything() : field(2024 - random.nextInt(3), 2037, List.of(), 10, 1970, 2199);
        Day any = new Day("*", "*", it -> true);
        Day none = new Day("?", "?", it -> true);
        Day dayOfMonth = none;
        Day dayOfWeek = none;
        switch (random.nextInt(8)) {
            case 0 -> {
                boolean byWeekday = chance(50);
                dayOfMonth = byWeekday ? none : any;
                dayOfWeek = byWeekday ? any : none;
            }
            case 1 -> {
                dayOfMonth = any;
                dayOfWeek = new Day("*", "?", it -> true);
            }
            case 2, 3, 4 -> {
                dayOfMonth = dayOfMonth();
                dayOfWeek = chance(30) ? new Day("*", "?", it -> true) : none;
            }
            default -> {
                dayOfWeek = dayOfWeek();
                dayOfMonth = chance(30) ? new Day("*", "?", it -> true) : none;
            }
        }
        if (isReadableWithSecondsFirst(minutes, hours, dayOfMonth, months, dayOfWeek, years)) {
            // The parser refuses such a text unless one of the day fields is ?.
            if (dayOfWeek.text.equals("*")) {
                dayOfWeek = none;
            } else {
                dayOfMonth = none;
            }
        }
        this.minute = minutes.selects;
        this.hour = hours.selects;
        Predicate<LocalDate> byMonth = dayOfMonth.selects;
        Predicate<LocalDate> byWeek = dayOfWeek.selects;
        this.date = it -> years.selects.test(it.getYear())
                && months.selects.test(it.getMonthValue())
                && byMonth.test(it)
                && byWeek.test(it);
        this.text = "cron("
                + String.join(
                        chance(90) ? " " : "  ",
                        minutes.text,
                        hours.text,
                        dayOfMonth.text,
                        months.text,
                        dayOfWeek.text,
                        years.text)
                + ")";
        this.canonical = "cron("
                + String.join(
                        " ",
                        minutes.canonical,
                        hours.canonical,
                        dayOfMonth.canonical,
                        months.canonical,
                        dayOfWeek.canonical,
                        years.canonical)
                + ")";
    }

    /** Returns whether there is no {@code ?} and the fields are also valid with seconds first and without a year. */
    private static boolean isReadableWithSecondsFirst(
            Field minutes, Field hours, Day dayOfMonth, Field months, Day dayOfWeek, Field years) {
        String text = String.join(" ", minutes.text, hours.text, dayOfMonth.text, months.text, dayOfWeek.text);
        return text.chars().noneMatch(c -> c == '?' || Character.isLetter(c) || c == '#') && years.text.startsWith("*");
    }

    String text() {
        return text;
    }

    String canonical() {
        return canonical;
    }

    boolean selectsMinute(int value) {
        return minute.test(value);
    }

    boolean selectsHour(int value) {
        return hour.test(value);
    }

    boolean selects(LocalDate value) {
        return date.test(value);
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private static Field anything() {
        return new Field("*", "*", it -> true);
    }

    private Field field(int min, int max, List<String> names, int percentAny) {
        return field(min, max, names, percentAny, min, max);
    }

    /** Generates values from lowest to highest for a field with the range min to max. */
    private Field field(int lowest, int highest, List<String> names, int percentAny, int min, int max) {
        if (chance(percentAny)) {
            return anything();
        }
        return list(() -> element(lowest, highest, names, min, max));
    }

    private Field list(Supplier<Field> element) {
        int size = chance(60) ? 1 : 1 + random.nextInt(4);
        List<Field> elements =
                IntStream.range(0, size).mapToObj(i -> element.get()).toList();
        return new Field(
                String.join(",", elements.stream().map(Field::text).toList()),
                String.join(",", elements.stream().map(Field::canonical).toList()),
                it -> elements.stream().anyMatch(e -> e.selects.test(it)));
    }

    private Field element(int lowest, int highest, List<String> names, int min, int max) {
        boolean isDayOfWeek = names == DAYS;
        boolean isYear = max == 2199;
        int from = lowest + random.nextInt(highest - lowest + 1);
        int to = lowest + random.nextInt(highest - lowest + 1);
        if (from > to && (isYear || dialect == Dialect.SHARED_WITH_CRON_UTILS)) {
            int swap = from;
            from = to;
            to = swap;
        }
        int first = from;
        int last = to;
        int size = max - min + 1;
        int step = 1
                + random.nextInt(
                        chance(dialect == Dialect.FULL ? 90 : 100) ? Math.min(highest - lowest, size - 1) : 3 * size);
        Value a = value(first, names, isDayOfWeek || isYear);
        Value b = value(last, names, isDayOfWeek || isYear);
        Value n = value(step, List.of(), false);
        boolean isWrapped = first > last;
        IntPredicate inRange = it -> isWrapped ? it >= first || it <= last : it >= first && it <= last;
        return switch (random.nextInt(isDayOfWeek ? 2 : 5)) {
            case 0 -> new Field(a.text, a.canonical, it -> it == first);
            case 1 -> new Field(a.text + "-" + b.text, a.canonical + "-" + b.canonical, inRange);
            case 2 -> new Field("*/" + n.text, "*/" + n.canonical, it -> (it - min) % step == 0);
            case 3 ->
                new Field(
                        a.text + "/" + n.text,
                        a.canonical + "/" + n.canonical,
                        it -> it >= first && (it - first) % step == 0);
            default ->
                new Field(
                        a.text + "-" + b.text + "/" + n.text,
                        a.canonical + "-" + b.canonical + "/" + n.canonical,
                        it -> inRange.test(it) && (it >= first ? it - first : it + size - first) % step == 0);
        };
    }

    private record Value(String text, String canonical) {}

    private Value value(int value, List<String> names, boolean isExact) {
        if (!names.isEmpty() && chance(50)) {
            String name = names.get(value - 1);
            return new Value(
                    switch (random.nextInt(4)) {
                        case 0 -> name.toLowerCase(Locale.ROOT);
                        case 1 -> name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
                        default -> name;
                    },
                    name);
        }
        String number = Integer.toString(value);
        return new Value(!isExact && number.length() == 1 && chance(15) ? "0" + number : number, number);
    }

    private Day dayOfMonth() {
        int day = 1 + random.nextInt(31);
        int before = 1 + random.nextInt(30);
        boolean isShared = dialect == Dialect.SHARED_WITH_CRON_UTILS;
        return switch (random.nextInt(10)) {
            case 0 -> day("L", it -> it.equals(lastOf(it)));
            case 1 ->
                isShared
                        ? day("L", it -> it.equals(lastOf(it)))
                        : day(
                                "L-" + before,
                                it -> it.equals(lastOf(it).minusDays(before)) && before < it.lengthOfMonth());
            case 2 -> day("LW", it -> it.equals(lastWeekday(it)));
            case 3 -> {
                int shared = isShared ? 3 + random.nextInt(24) : day;
                yield day(shared + "W", it -> isNearestWeekday(it, shared));
            }
            default -> {
                Field field = list(() -> element(1, 31, List.of(), 1, 31));
                yield new Day(field.text, field.canonical, it -> field.selects.test(it.getDayOfMonth()));
            }
        };
    }

    private Day dayOfWeek() {
        int number = 1 + random.nextInt(7);
        int nth = 1 + random.nextInt(5);
        Value value = value(number, DAYS, true);
        DayOfWeek weekday = weekday(number);
        return switch (random.nextInt(9)) {
            case 0 ->
                dialect == Dialect.FULL
                        ? day("L", it -> it.getDayOfWeek() == DayOfWeek.SATURDAY)
                        : day("7", it -> it.getDayOfWeek() == DayOfWeek.SATURDAY);
            case 1, 2 ->
                new Day(
                        value.text + "L",
                        value.canonical + "L",
                        it -> it.equals(it.with(TemporalAdjusters.lastInMonth(weekday))));
            case 3, 4 ->
                new Day(
                        value.text + "#" + nth,
                        value.canonical + "#" + nth,
                        it -> it.getDayOfWeek() == weekday
                                && it.withDayOfMonth(1)
                                        .with(TemporalAdjusters.nextOrSame(weekday))
                                        .plusWeeks(nth - 1)
                                        .equals(it));
            default -> {
                Field field = list(() -> element(1, 7, DAYS, 1, 7));
                yield new Day(
                        field.text,
                        field.canonical,
                        it -> field.selects.test(it.getDayOfWeek().getValue() % 7 + 1));
            }
        };
    }

    private static Day day(String text, Predicate<LocalDate> selects) {
        return new Day(text, text, selects);
    }

    private static DayOfWeek weekday(int number) {
        return number == 1 ? DayOfWeek.SUNDAY : DayOfWeek.of(number - 1);
    }

    private static LocalDate lastOf(LocalDate date) {
        return date.with(TemporalAdjusters.lastDayOfMonth());
    }

    private static boolean isWeekday(LocalDate date) {
        return date.getDayOfWeek().getValue() <= 5;
    }

    private static LocalDate lastWeekday(LocalDate date) {
        LocalDate last = lastOf(date);
        while (!isWeekday(last)) {
            last = last.minusDays(1);
        }
        return last;
    }

    /** Compares the distances of all weekdays of the month. */
    private static boolean isNearestWeekday(LocalDate date, int day) {
        if (day > date.lengthOfMonth() || !isWeekday(date)) {
            return false;
        }
        List<Integer> weekdays = new ArrayList<>();
        for (int d = 1; d <= date.lengthOfMonth(); d++) {
            if (isWeekday(date.withDayOfMonth(d))) {
                weekdays.add(d);
            }
        }
        int nearest = weekdays.stream()
                .min((a, b) -> Integer.compare(Math.abs(a - day), Math.abs(b - day)))
                .orElseThrow();
        return date.getDayOfMonth() == nearest;
    }
}
