package com.rezagent.schedules.expression;

import com.rezagent.schedules.error.ValidationErrors;
import java.time.LocalDateTime;
import java.time.YearMonth;

/** Parses {@code at(yyyy-mm-ddThh:mm:ss)}. */
final class AtParser {
    private static final String MESSAGE = "At expression is invalid";
    private static final String SHAPE = "0000-00-00T00:00:00";

    private final String text;
    private final ValidationErrors errors;
    private final QuotedInput input;

    private AtParser(String text, ValidationErrors errors, QuotedInput input) {
        this.text = text;
        this.errors = errors;
        this.input = input;
    }

    /** @param text the text inside the parentheses, without white space around it */
    static ParsedExpression parse(String text, ValidationErrors errors, QuotedInput input) {
        return new AtParser(text, errors, input).dateTime();
    }

    private ParsedExpression dateTime() {
        if (!hasShape()) {
            errors.add(input.quote(text) + " is not yyyy-mm-ddThh:mm:ss" + hint());
            errors.throwIfAny(MESSAGE);
        }
        int year = part("year", 0, 4, 0, 9999);
        int month = part("month", 5, 7, 1, 12);
        int day = part("day", 8, 10, 1, 31);
        int hour = part("hour", 11, 13, 0, 23);
        int minute = part("minute", 14, 16, 0, 59);
        int second = part("second", 17, 19, 0, 59);
        if (month >= 1 && month <= 12 && day >= 1 && day <= 31) {
            YearMonth yearMonth = YearMonth.of(year, month);
            if (!yearMonth.isValidDay(day)) {
                errors.add("day: " + day + " is not in 1-" + yearMonth.lengthOfMonth() + ", the days of " + yearMonth);
            }
        }
        errors.throwIfAny(MESSAGE);
        return new Canonicalization()
                .toParsed(new AtExpression(LocalDateTime.of(year, month, day, hour, minute, second)));
    }

    private boolean hasShape() {
        if (text.length() != SHAPE.length()) {
            return false;
        }
        for (int i = 0; i < SHAPE.length(); i++) {
            char expected = SHAPE.charAt(i);
            char c = text.charAt(i);
            if (expected == '0' ? c < '0' || c > '9' : c != expected) {
                return false;
            }
        }
        return true;
    }

    private String hint() {
        int time = text.indexOf('T');
        if (text.endsWith("Z") || text.contains("+") || (time >= 0 && text.indexOf('-', time) >= 0)) {
            return "; leave out Z and offsets, the timezone is a separate field";
        }
        return ", for example 2030-01-31T12:00:00";
    }

    private int part(String name, int from, int to, int min, int max) {
        String digits = text.substring(from, to);
        int value = (int) AsciiText.number(digits);
        if (value < min || value > max) {
            errors.add(name + ": " + digits + " is not in " + min + "-" + max);
        }
        return value;
    }
}
