package com.rezagent.schedules.expression;

import com.rezagent.schedules.expression.RateExpression.Unit;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Translates intervals that are not {@code rate(…)}: {@code PT15M}, {@code every 15 minutes}, Go's {@code 1h30m}. */
final class Interval {
    private static final Pattern ISO =
            Pattern.compile("(?:R\\d*/)?P(?=.)(?:([\\d.]+Y)?([\\d.]+M)?([\\d.]+W)?([\\d.]+D)?)"
                    + "(?:T(?=.)([\\d.]+H)?([\\d.]+M)?([\\d.]+S)?)?");
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?) ?([A-Z]+)(?: AND | ?,? ?|$)");

    private static final Map<String, Integer> SECONDS = Map.ofEntries(
            Map.entry("S", 1),
            Map.entry("SEC", 1),
            Map.entry("SECS", 1),
            Map.entry("SECOND", 1),
            Map.entry("SECONDS", 1),
            Map.entry("M", 60),
            Map.entry("MIN", 60),
            Map.entry("MINS", 60),
            Map.entry("MINUTE", 60),
            Map.entry("MINUTES", 60),
            Map.entry("H", 3_600),
            Map.entry("HR", 3_600),
            Map.entry("HRS", 3_600),
            Map.entry("HOUR", 3_600),
            Map.entry("HOURS", 3_600),
            Map.entry("D", 86_400),
            Map.entry("DAY", 86_400),
            Map.entry("DAYS", 86_400),
            Map.entry("W", 604_800),
            Map.entry("WEEK", 604_800),
            Map.entry("WEEKS", 604_800));

    private Interval() {}

    /** Translates an ISO 8601 duration, also an endless repetition ({@code R/PT15M}); empty for any other text. */
    static Optional<Translation> iso(String text) {
        Matcher matcher = ISO.matcher(AsciiText.upper(text));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        if (matcher.group(1) != null || matcher.group(2) != null) {
            return Optional.of(new Translation.Untranslatable(
                    "years and months have no fixed length; write a cron expression with a day-of-month"));
        }
        StringBuilder parts = new StringBuilder();
        for (int group = 3; group <= 7; group++) {
            if (matcher.group(group) != null) {
                parts.append(matcher.group(group));
            }
        }
        return parts(parts.toString());
    }

    /** Translates {@code 90m}, {@code 1h30m}, {@code 1 hour and 30 minutes} or {@code hour}; empty for any other text. */
    static Optional<Translation> parts(String text) {
        String upper = AsciiText.upper(text);
        if (SECONDS.containsKey(upper)) {
            upper = "1 " + upper;
        }
        Matcher part = PART.matcher(upper);
        BigDecimal total = BigDecimal.ZERO;
        int end = 0;
        int unit = 0;
        int count = 0;
        while (end < upper.length()) {
            Integer seconds = part.find(end) && part.start() == end ? SECONDS.get(part.group(2)) : null;
            if (seconds == null) {
                return Optional.empty();
            }
            total = total.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(seconds)));
            unit = seconds;
            count++;
            end = part.end();
        }
        return count == 0 ? Optional.empty() : Optional.of(rate(total, count == 1 ? unit : Integer.MAX_VALUE));
    }

    /** @param largest the largest unit to use, in seconds */
    private static Translation rate(BigDecimal seconds, int largest) {
        Unit[] units = Unit.values();
        for (int i = units.length - 1; i >= 0; i--) {
            long unit = units[i].length().toSeconds();
            BigDecimal[] value = seconds.divideAndRemainder(BigDecimal.valueOf(unit));
            if (value[0].compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) > 0) {
                return new Translation.Untranslatable("the value of a rate is at most " + Integer.MAX_VALUE);
            }
            if (unit <= Math.max(largest, 60) && value[1].signum() == 0 && value[0].signum() > 0) {
                int number = value[0].setScale(0, RoundingMode.UNNECESSARY).intValueExact();
                return new Translation.Suggested(new RateExpression(number, units[i]));
            }
        }
        return new Translation.Untranslatable("a rate counts whole minutes, one or more");
    }
}
