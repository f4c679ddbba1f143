package com.rezagent.schedules.expression;

import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.expression.Canonicalization.Reason;
import java.util.BitSet;
import java.util.Locale;

/**
 * Parses one cron field: a list of values, ranges and steps into a set of values, or the value inside {@code 15W},
 * {@code FRIL} and {@code 6#2}. Appends the canonical text of what it reads.
 */
final class CronFieldParser {
    private static final int NO_VALUE = -1;

    private final CronField field;
    private final StringBuilder canonical;
    private final Canonicalization canonicalization;
    private final ValidationErrors errors;
    private final QuotedInput input;

    /** @param canonical where the canonical text is appended */
    CronFieldParser(
            CronField field,
            StringBuilder canonical,
            Canonicalization canonicalization,
            ValidationErrors errors,
            QuotedInput input) {
        this.field = field;
        this.canonical = canonical;
        this.canonicalization = canonicalization;
        this.errors = errors;
        this.input = input;
    }

    /** Returns the selected values; bit 0 is the field's smallest value. Only valid if there are no errors. */
    BitSet parseValues(String text) {
        BitSet values = new BitSet(field.size());
        if (text.equals("*")) {
            canonical.append('*');
            values.set(0, field.size());
            return values;
        }
        int from = 0;
        for (int comma = text.indexOf(','); comma >= 0; comma = text.indexOf(',', from)) {
            element(text.substring(from, comma), values);
            canonical.append(',');
            from = comma + 1;
        }
        element(from == 0 ? text : text.substring(from), values);
        return values;
    }

    private void element(String text, BitSet values) {
        int slash = text.indexOf('/');
        String base = slash < 0 ? text : text.substring(0, slash);
        int from = field.min();
        int to = field.max();
        int dash = base.indexOf('-');
        if (text.isEmpty()) {
            error("the list has an empty element; remove the comma or write a value");
            return;
        } else if (base.equals("*")) {
            if (slash < 0) {
                error("* must be the only value of the field, not part of a list");
                return;
            }
            canonical.append('*');
        } else if (dash < 0) {
            from = value(base);
            to = slash < 0 ? from : field.max();
        } else if (isOpen(base, dash)) {
            error(quote(base) + " is an open range; write both ends, such as " + field.range());
            from = NO_VALUE;
        } else {
            from = value(base.substring(0, dash));
            canonical.append('-');
            to = value(base.substring(dash + 1));
        }
        int step = 1;
        if (slash >= 0) {
            canonical.append('/');
            step = step(text, text.substring(slash + 1));
        }
        if (from == NO_VALUE || to == NO_VALUE || step == NO_VALUE) {
            return;
        }
        if (from > to && field == CronField.YEAR) {
            error(quote(base) + " is reversed; write " + to + "-" + from);
            return;
        }
        boolean mustBeList = slash >= 0 && field == CronField.DAY_OF_WEEK;
        BitSet selected = mustBeList ? new BitSet() : values;
        int span = Math.floorMod(to - from, field.size());
        for (long distance = 0; distance <= span; distance += step) {
            selected.set((int) ((from - field.min() + distance) % field.size()));
        }
        if (mustBeList) {
            error("write " + names(selected) + " instead of " + quote(text));
        }
    }

    private static boolean isOpen(String range, int dash) {
        return dash == 0 || dash == range.length() - 1 || range.indexOf('*') >= 0;
    }

    private String names(BitSet weekdays) {
        StringBuilder names = new StringBuilder();
        for (int day = weekdays.nextSetBit(0); day >= 0; day = weekdays.nextSetBit(day + 1)) {
            names.append(names.isEmpty() ? "" : ",").append(field.name(day + field.min()));
        }
        return names.toString();
    }

    /** Parses one value of this field: a number or a name. */
    int value(String text) {
        return value(text, text);
    }

    /** @param element the text to quote in an error, such as {@code FRIL} */
    int value(String text, String element) {
        long number = AsciiText.number(text);
        if (number == AsciiText.NOT_A_NUMBER) {
            return named(text, element);
        }
        if (number < field.min() || number > field.max()) {
            error(quote(text) + " is not in " + field.range()
                    + (field == CronField.DAY_OF_WEEK ? ", where 1 is SUN and 7 is SAT" : ""));
            return NO_VALUE;
        }
        return accepted(number, text);
    }

    /** Appends a number that is in its range and returns it. Leading zeros are the only possible error. */
    private int accepted(long number, String text) {
        if (text.length() > 1 && text.charAt(0) == '0') {
            if (text.length() > 2 || field == CronField.DAY_OF_WEEK) {
                error("write " + number + " instead of " + quote(text));
            }
            canonicalization.add(Reason.NO_LEADING_ZEROS);
        }
        canonical.append(number);
        return (int) number;
    }

    private int named(String text, String element) {
        String upper = AsciiText.upper(text);
        int value = field.valueOf(upper, NO_VALUE);
        if (value != NO_VALUE) {
            if (!upper.equals(text)) {
                canonicalization.add(Reason.UPPER_CASE);
            }
            canonical.append(upper);
            return value;
        }
        if (text.equals("?")) {
            error(
                    field == CronField.DAY_OF_MONTH || field == CronField.DAY_OF_WEEK
                            ? "? must be the only value of the field"
                            : "? is for the two day fields; write *");
            return NO_VALUE;
        }
        if (field.hasNames()) {
            for (int candidate = field.min(); candidate <= field.max(); candidate++) {
                if (isWordFor(candidate, upper)) {
                    error("write " + field.name(candidate) + " instead of " + quote(text));
                    return NO_VALUE;
                }
            }
        }
        error((text.isEmpty() ? "a value is missing" : quote(element) + " is not a value")
                + "; write "
                + field.range()
                + (field.hasNames() ? " or " + field.name(field.min()) + "-" + field.name(field.max()) : ""));
        return NO_VALUE;
    }

    /** Returns whether the text is the full name of the value or a start of it, such as {@code TUES}. */
    private boolean isWordFor(int value, String upper) {
        return upper.length() > field.name(value).length()
                && field.word(value).toUpperCase(Locale.ROOT).startsWith(upper);
    }

    private int step(String element, String text) {
        long step = AsciiText.number(text);
        if (step < 1 || step > Integer.MAX_VALUE) {
            error("the step in " + quote(element) + " is not a number from 1 to " + Integer.MAX_VALUE);
            return NO_VALUE;
        }
        return accepted(step, text);
    }

    /** Parses a number that is not a value of the field: n of {@code L-n} or k of {@code d#k}. */
    int number(String element, String text, int min, int max) {
        if (text.isEmpty()) {
            error("a number is missing in " + quote(element) + "; write " + min + "-" + max);
            return NO_VALUE;
        }
        long number = AsciiText.number(text);
        if (number < min || number > max) {
            error(quote(text) + " in " + quote(element) + " is not in " + min + "-" + max);
            return NO_VALUE;
        }
        return accepted(number, text);
    }

    void error(String problem) {
        errors.field(field.label(), problem);
    }

    private String quote(String text) {
        return input.quote(text);
    }
}
