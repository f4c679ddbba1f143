package com.rezagent.schedules.expression;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
    private final Predicate<Integer> minute;
    private final Predicate<Integer> hour;
    private final Predicate<LocalDate> date;

    private record Text(String written, String canonical) {
        static Text of(String text) {
            return new Text(text, text);
        }

        Text then(String separator, Text next) {
            return new Text(written + separator + next.written, canonical + separator + next.canonical);
        }
    }

    private record Field<T>(Text text, Predicate<T> selects) {
        static <T> Field<T> of(String text, Predicate<T> selects) {
            return new Field<>(Text.of(text), selects);
        }
    }

    static RandomCron of(long seed) {
        return of(seed, Dialect.FULL);
    }

    static RandomCron of(long seed, Dialect dialect) {
        return new RandomCron(new Random(seed), dialect);
    }

    private RandomCron(Random random, Dialect dialect) {
        this.random = random;
        this.dialect = dialect;
        Field<Integer> minutes = field(0, 59, List.of(), 20);
        Field<Integer> hours = field(0, 23, List.of(), 30);
        Field<Integer> months = field(1, 12, MONTHS, 60);
        Field<Integer> years =
                chance(70) ? anything() : field(2024 - random.nextInt(3), 2037, List.of(), 10, 1970, 2199);
        Field<LocalDate> any = Field.of("*", it -> true);
        Field<LocalDate> none = Field.of("?", it -> true);
        Field<LocalDate> anyAsNone = new Field<>(new Text("*", "?"), it -> true);
        Field<LocalDate> dayOfMonth = none;
        Field<LocalDate> dayOfWeek = none;
        switch (random.nextInt(8)) {
            case 0 -> {
                boolean byWeekday = chance(50);
                dayOfMonth = byWeekday ? none : any;
                dayOfWeek = byWeekday ? any : none;
            }
            case 1 -> {
                dayOfMonth = any;
                dayOfWeek = anyAsNone;
            }
            case 2, 3, 4 -> {
                dayOfMonth = dayOfMonth();
                dayOfWeek = chance(30) ? anyAsNone : none;
            }
            default -> {
                dayOfWeek = dayOfWeek();
                dayOfMonth = chance(30) ? anyAsNone : none;
            }
        }
        if (isReadableWithSecondsFirst(minutes, hours, dayOfMonth, months, dayOfWeek, years)) {
            // The parser refuses such a text unless one of the day fields is ?.
            boolean isAnyWeekday = dayOfWeek.text.written.equals("*");
            dayOfWeek = isAnyWeekday ? none : dayOfWeek;
            dayOfMonth = isAnyWeekday ? dayOfMonth : none;
        }
        this.minute = minutes.selects;
        this.hour = hours.selects;
        Predicate<LocalDate> byDay = dayOfMonth.selects.and(dayOfWeek.selects);
        this.date = it -> years.selects.test(it.getYear()) && months.selects.test(it.getMonthValue()) && byDay.test(it);
        List<Text> texts = List.of(minutes.text, hours.text, dayOfMonth.text, months.text, dayOfWeek.text, years.text);
        this.text = "cron(" + joined(texts, chance(90) ? " " : "  ").written + ")";
        this.canonical = "cron(" + joined(texts, " ").canonical + ")";
    }

    private static Text joined(List<Text> texts, String separator) {
        return texts.stream().reduce((one, next) -> one.then(separator, next)).orElseThrow();
    }

    /** Returns whether there is no {@code ?} and the fields are also valid with seconds first and without a year. */
    private static boolean isReadableWithSecondsFirst(Field<?>... fields) {
        List<String> texts = Stream.of(fields).map(it -> it.text.written).toList();
        return String.join(" ", texts.subList(0, 5))
                        .chars()
                        .noneMatch(c -> c == '?' || Character.isLetter(c) || c == '#')
                && texts.get(5).startsWith("*");
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

    private static Field<Integer> anything() {
        return Field.of("*", it -> true);
    }

    private Field<Integer> field(int min, int max, List<String> names, int percentAny) {
        return field(min, max, names, percentAny, min, max);
    }

    /** Generates values from lowest to highest for a field with the range min to max. */
    private Field<Integer> field(int lowest, int highest, List<String> names, int percentAny, int min, int max) {
        return chance(percentAny) ? anything() : list(() -> element(lowest, highest, names, min, max));
    }

    private Field<Integer> list(Supplier<Field<Integer>> element) {
        int size = chance(60) ? 1 : 1 + random.nextInt(4);
        List<Field<Integer>> elements = Stream.generate(element).limit(size).toList();
        return new Field<>(
                joined(elements.stream().map(Field::text).toList(), ","),
                it -> elements.stream().anyMatch(e -> e.selects.test(it)));
    }

    private Field<Integer> element(int lowest, int highest, List<String> names, int min, int max) {
        boolean isDayOfWeek = names == DAYS;
        boolean isYear = max == 2199;
        int from = lowest + random.nextInt(highest - lowest + 1);
        int to = lowest + random.nextInt(highest - lowest + 1);
        boolean isSwapped = from > to && (isYear || dialect == Dialect.SHARED_WITH_CRON_UTILS);
        int first = isSwapped ? to : from;
        int last = isSwapped ? from : to;
        int size = max - min + 1;
        int step = 1
                + random.nextInt(
                        chance(dialect == Dialect.FULL ? 90 : 100) ? Math.min(highest - lowest, size - 1) : 3 * size);
        Text a = value(first, names, isDayOfWeek || isYear);
        Text b = value(last, names, isDayOfWeek || isYear);
        Text n = value(step, List.of(), false);
        Predicate<Integer> inRange = it -> first > last ? it >= first || it <= last : it >= first && it <= last;
        return switch (random.nextInt(isDayOfWeek ? 2 : 5)) {
            case 0 -> new Field<>(a, it -> it == first);
            case 1 -> new Field<>(a.then("-", b), inRange);
            case 2 -> new Field<>(Text.of("*").then("/", n), it -> (it - min) % step == 0);
            case 3 -> new Field<>(a.then("/", n), it -> it >= first && (it - first) % step == 0);
            default ->
                new Field<>(
                        a.then("-", b).then("/", n),
                        it -> inRange.test(it) && (it >= first ? it - first : it + size - first) % step == 0);
        };
    }

    private Text value(int value, List<String> names, boolean isExact) {
        if (!names.isEmpty() && chance(50)) {
            String name = names.get(value - 1);
            String lower = name.toLowerCase(Locale.ROOT);
            return switch (random.nextInt(4)) {
                case 0 -> new Text(lower, name);
                case 1 -> new Text(name.charAt(0) + lower.substring(1), name);
                default -> Text.of(name);
            };
        }
        String number = Integer.toString(value);
        return new Text(!isExact && number.length() == 1 && chance(15) ? "0" + number : number, number);
    }

    private Field<LocalDate> dayOfMonth() {
        int day = 1 + random.nextInt(31);
        int before = 1 + random.nextInt(30);
        boolean isShared = dialect == Dialect.SHARED_WITH_CRON_UTILS;
        int kind = random.nextInt(10);
        return switch (kind == 1 && isShared ? 0 : kind) {
            case 0 -> Field.of("L", it -> it.equals(lastOf(it)));
            case 1 ->
                Field.of("L-" + before, it -> it.equals(lastOf(it).minusDays(before)) && before < it.lengthOfMonth());
            case 2 -> Field.of("LW", it -> it.equals(lastWeekday(it)));
            case 3 -> {
                int shared = isShared ? 3 + random.nextInt(24) : day;
                yield Field.of(shared + "W", it -> isNearestWeekday(it, shared));
            }
            default -> byDate(list(() -> element(1, 31, List.of(), 1, 31)), LocalDate::getDayOfMonth);
        };
    }

    private Field<LocalDate> dayOfWeek() {
        int number = 1 + random.nextInt(7);
        int nth = 1 + random.nextInt(5);
        Text value = value(number, DAYS, true);
        DayOfWeek weekday = number == 1 ? DayOfWeek.SUNDAY : DayOfWeek.of(number - 1);
        return switch (random.nextInt(9)) {
            case 0 -> Field.of(dialect == Dialect.FULL ? "L" : "7", it -> it.getDayOfWeek() == DayOfWeek.SATURDAY);
            case 1, 2 ->
                new Field<>(
                        value.then("L", Text.of("")), it -> it.equals(it.with(TemporalAdjusters.lastInMonth(weekday))));
            case 3, 4 ->
                new Field<>(
                        value.then("#", Text.of(Integer.toString(nth))),
                        it -> it.getDayOfWeek() == weekday
                                && it.withDayOfMonth(1)
                                        .with(TemporalAdjusters.nextOrSame(weekday))
                                        .plusWeeks(nth - 1)
                                        .equals(it));
            default ->
                byDate(
                        list(() -> element(1, 7, DAYS, 1, 7)),
                        it -> it.getDayOfWeek().getValue() % 7 + 1);
        };
    }

    private static Field<LocalDate> byDate(Field<Integer> field, Function<LocalDate, Integer> value) {
        return new Field<>(field.text, it -> field.selects.test(value.apply(it)));
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
        return day <= date.lengthOfMonth()
                && IntStream.rangeClosed(1, date.lengthOfMonth())
                        .mapToObj(date::withDayOfMonth)
                        .filter(RandomCron::isWeekday)
                        .min(Comparator.comparingInt(it -> Math.abs(it.getDayOfMonth() - day)))
                        .equals(Optional.of(date));
    }
}
