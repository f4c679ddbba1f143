package com.rezagent.schedules.expression;

import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.expression.Canonicalization.Reason;
import java.util.BitSet;

/** Parses {@code cron(minutes hours day-of-month month day-of-week year)}. */
final class CronParser {
    /** The start of the detail that refuses two restricted day fields. */
    static final String BOTH_DAYS = "day-of-month, day-of-week: both have a value, ";

    private static final String MESSAGE = "Cron expression is invalid";
    private static final int FIELDS = CronField.values().length;
    private static final DayRule EVERY_DAY = new DayRule.DaysOfMonth(DayRule.allOf(31));

    private final ValidationErrors errors;
    private final QuotedInput input;
    private final Canonicalization canonicalization = new Canonicalization();
    private final StringBuilder canonical = new StringBuilder(ExpressionParser.MAX_LENGTH / 4).append("cron(");

    private CronParser(ValidationErrors errors, QuotedInput input) {
        this.errors = errors;
        this.input = input;
    }

    /** @param text the text inside the parentheses, without white space around it */
    static ParsedExpression parse(String text, ValidationErrors errors, QuotedInput input) {
        return new CronParser(errors, input).fields(text);
    }

    private ParsedExpression fields(String text) {
        String[] fields = split(text);
        String dayOfMonth = fields[CronField.DAY_OF_MONTH.ordinal()];
        String dayOfWeek = fields[CronField.DAY_OF_WEEK.ordinal()];
        if (dayOfWeek.equals("*") && !dayOfMonth.equals("?")) {
            dayOfWeek = "?";
            canonicalization.add(Reason.ONE_DAY_FIELD);
        } else if (dayOfMonth.equals("*") && !dayOfWeek.equals("?")) {
            dayOfMonth = "?";
            canonicalization.add(Reason.ONE_DAY_FIELD);
        }

        long minutes = bits(CronField.MINUTE, fields);
        long hours = bits(CronField.HOUR, fields);
        DayRule byMonth = dayOfMonth(dayOfMonth);
        canonical.append(' ');
        long months = bits(CronField.MONTH, fields);
        DayRule byWeek = dayOfWeek(dayOfWeek);
        canonical.append(' ');
        BitSet years = parser(CronField.YEAR).parseValues(fields[CronField.YEAR.ordinal()]);
        canonical.append(')');

        oneDayField(dayOfMonth, dayOfWeek);
        errors.throwIfAny(MESSAGE);
        return canonicalization.toParsed(new CronExpression(
                canonical.toString(), minutes, hours, dayOfWeek.equals("?") ? byMonth : byWeek, months, years));
    }

    /** Returns the six fields. Accepts several spaces between two fields, and refuses any other number of fields. */
    private String[] split(String text) {
        String[] fields = new String[FIELDS];
        int count = 0;
        int from = 0;
        while (from < text.length()) {
            int space = text.indexOf(' ', from);
            int to = space < 0 ? text.length() : space;
            if (to == from) {
                canonicalization.add(Reason.SINGLE_SPACES);
            } else {
                if (count < FIELDS) {
                    fields[count] = text.substring(from, to);
                }
                count++;
            }
            from = to + 1;
        }
        if (count != FIELDS) {
            errors.add(DialectTranslator.SIX_FIELDS);
            errors.add("this has " + count);
            errors.throwIfAny(MESSAGE);
        }
        return fields;
    }

    private CronFieldParser parser(CronField field) {
        return new CronFieldParser(field, canonical, canonicalization, errors, input);
    }

    private long bits(CronField field, String[] fields) {
        BitSet values = parser(field).parseValues(fields[field.ordinal()]);
        canonical.append(' ');
        return bits(values);
    }

    private static long bits(BitSet values) {
        return values.isEmpty() ? 0 : values.toLongArray()[0];
    }

    private void oneDayField(String dayOfMonth, String dayOfWeek) {
        if (dayOfMonth.equals("?") && dayOfWeek.equals("?")) {
            errors.add("day-of-month, day-of-week: both are ?; write * or a value in one of them");
        } else if (!dayOfMonth.equals("?") && !dayOfWeek.equals("?")) {
            errors.add(BOTH_DAYS + input.quote(dayOfMonth) + " and " + input.quote(dayOfWeek)
                    + "; write ? in one of them");
        }
    }

    private DayRule dayOfMonth(String text) {
        if (text.equals("?")) {
            canonical.append('?');
            return EVERY_DAY;
        }
        String upper = AsciiText.upper(text);
        if (!upper.contains("L") && !upper.contains("W")) {
            return new DayRule.DaysOfMonth(bits(parser(CronField.DAY_OF_MONTH).parseValues(text)) << 1);
        }
        if (!upper.equals(text)) {
            canonicalization.add(Reason.UPPER_CASE);
        }
        CronFieldParser parser = parser(CronField.DAY_OF_MONTH);
        if (upper.equals("L")) {
            canonical.append(upper);
            return new DayRule.LastDay(0);
        }
        if (upper.equals("LW")) {
            canonical.append(upper);
            return new DayRule.LastWeekday();
        }
        if (upper.startsWith("L-") && AsciiText.number(upper.substring(2)) != AsciiText.NOT_A_NUMBER) {
            canonical.append("L-");
            return new DayRule.LastDay(parser.number(text, upper.substring(2), 1, 30));
        }
        String day = upper.substring(0, upper.length() - 1);
        if (upper.endsWith("W") && AsciiText.number(day) != AsciiText.NOT_A_NUMBER) {
            int value = parser.value(day);
            canonical.append('W');
            return new DayRule.NearestWeekday(value);
        }
        parser.error(input.quote(text)
                + " is not understood; write L, L-3, LW or 15W alone, without a list, range or step around it");
        return EVERY_DAY;
    }

    private DayRule dayOfWeek(String text) {
        CronFieldParser parser = parser(CronField.DAY_OF_WEEK);
        if (text.equals("?")) {
            canonical.append('?');
            return EVERY_DAY;
        }
        String upper = AsciiText.upper(text);
        int hash = text.indexOf('#');
        boolean last = upper.endsWith("L");
        if (hash < 0 && !upper.contains("L")) {
            return new DayRule.DaysOfWeek((int) bits(parser.parseValues(text)));
        }
        boolean alone = !upper.contains(",") && !upper.contains("-") && !upper.contains("/");
        if (alone && hash >= 0 && hash == text.lastIndexOf('#') && !last) {
            int weekday = parser.value(text.substring(0, hash));
            canonical.append('#');
            int nth = parser.number(text, text.substring(hash + 1), 1, 5);
            return new DayRule.NthDayOfWeek(weekday - 1, nth);
        }
        if (alone && hash < 0 && last) {
            if (!text.endsWith("L")) {
                canonicalization.add(Reason.UPPER_CASE);
            }
            String day = text.substring(0, text.length() - 1);
            int weekday = day.isEmpty() ? 7 : parser.value(day, text);
            canonical.append('L');
            return day.isEmpty() ? new DayRule.DaysOfWeek(1 << 6) : new DayRule.LastDayOfWeek(weekday - 1);
        }
        parser.error(input.quote(text)
                + " is not understood; write L, FRIL or FRI#2 alone, without a list, range or step around it");
        return EVERY_DAY;
    }
}
