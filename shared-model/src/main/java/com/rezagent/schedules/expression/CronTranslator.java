package com.rezagent.schedules.expression;

import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.ValidationErrors;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Translates the fields of a cron expression in another dialect. All dialects write minutes, hours, days of the month
 * and months like EventBridge Scheduler; they differ in the seconds, the days of the week and the meaning of two day
 * fields.
 */
final class CronTranslator {
    private static final int DAYS_PER_WEEK = 7;
    private static final Pattern BEFORE_LAST_WEEKDAY = Pattern.compile("L-\\d{1,2}W");

    private final Dialect dialect;
    private final List<String> fields;
    private final ValidationErrors errors = ExpressionParser.newErrors();
    private final QuotedInput input = new QuotedInput();

    private CronTranslator(Dialect dialect, List<String> fields) {
        this.dialect = dialect;
        this.fields = fields;
    }

    /** @param fields as many as the dialect has */
    static Translation translate(Dialect dialect, List<String> fields) {
        try {
            return new CronTranslator(dialect, fields).translated();
        } catch (RefusedException refused) {
            return new Translation.Invalid(refused.details());
        }
    }

    private Translation translated() {
        Translation days = days(field(CronField.DAY_OF_MONTH), field(CronField.DAY_OF_WEEK));
        return dialect.isSecondsFirst() && !isZero(fields.get(0)) ? withSecond(fields.get(0), days) : days;
    }

    private String field(CronField field) {
        int index = field.ordinal() + (dialect.isSecondsFirst() ? 1 : 0);
        return field == CronField.YEAR && index == fields.size() ? "*" : fields.get(index);
    }

    /**
     * Parses the expression with these day fields.
     *
     * @throws RefusedException with all errors found so far, if there are any
     */
    private CronExpression expression(String dayOfMonth, String dayOfWeek) {
        String text = String.join(
                " ",
                field(CronField.MINUTE),
                field(CronField.HOUR),
                dayOfMonth,
                field(CronField.MONTH),
                dayOfWeek,
                field(CronField.YEAR));
        return (CronExpression) CronParser.parse(text, errors, input).expression();
    }

    private Translation days(String dayOfMonth, String foreignDayOfWeek) {
        if (dialect == Dialect.QUARTZ
                && BEFORE_LAST_WEEKDAY.matcher(AsciiText.upper(dayOfMonth)).matches()) {
            days("L", foreignDayOfWeek);
            return new Translation.Untranslatable(
                    input.quote(dayOfMonth) + ", the weekday near a day before the last, has no equivalent here");
        }
        String dayOfWeek = new DayOfWeekTranslator(dialect, errors, input).translate(foreignDayOfWeek);
        if (!errors.isEmpty()) {
            return new Translation.Suggested(expression(isAny(dayOfMonth) ? "*" : dayOfMonth, "?"));
        }
        if (isAny(foreignDayOfWeek) || (isAny(dayOfMonth) && dayOfWeek.equals("*"))) {
            return new Translation.Suggested(expression(isAny(dayOfMonth) ? "*" : dayOfMonth, "?"));
        }
        if (isAny(dayOfMonth)) {
            return new Translation.Suggested(expression("?", dayOfWeek));
        }
        CronExpression byMonth = expression(dayOfMonth, "?");
        CronExpression byWeek = expression("?", dayOfWeek);
        return dialect == Dialect.CRONTAB
                ? either(dayOfMonth, foreignDayOfWeek, byMonth, byWeek)
                : both(dayOfMonth, dayOfWeek, byMonth, byWeek);
    }

    private static boolean isAny(String field) {
        return field.equals("*") || field.equals("?") || field.equals("*/1");
    }

    /** Translates for crontab, which runs on days that match either of two restricted day fields. */
    private Translation either(String dayOfMonth, String dayOfWeek, CronExpression byMonth, CronExpression byWeek) {
        if (dayOfMonth.startsWith("*") || dayOfWeek.startsWith("*")) {
            return new Translation.Untranslatable(
                    "cron implementations differ on whether a day must match one day field or both when one of them"
                            + " starts with *; write a list of days");
        }
        return byMonth.isEveryDay() || byWeek.isEveryDay()
                ? new Translation.Suggested(expression("*", "?"))
                : new Translation.Suggested(List.of(byMonth, byWeek));
    }

    /**
     * Translates for Spring, which runs on days that match both day fields. A weekday within days 1-7, 8-14, 15-21 or
     * 22-28 is its first to fourth occurrence in the month.
     */
    private Translation both(String dayOfMonth, String dayOfWeek, CronExpression byMonth, CronExpression byWeek) {
        if (byMonth.isEveryDay() || byWeek.isEveryDay()) {
            return new Translation.Suggested(byMonth.isEveryDay() ? byWeek : byMonth);
        }
        for (int nth = 1; nth <= 4; nth++) {
            int last = nth * DAYS_PER_WEEK;
            if (dayOfMonth.equals(last - DAYS_PER_WEEK + 1 + "-" + last)
                    && CronField.DAY_OF_WEEK.valueOf(dayOfWeek, -1) > 0) {
                return new Translation.Suggested(expression("?", dayOfWeek + "#" + nth));
            }
        }
        return new Translation.Untranslatable(
                "both day fields are restricted, which Quartz refuses and Spring runs on days that match both; here one"
                        + " of them must be ?");
    }

    private boolean isZero(String second) {
        // Seconds have the same values and grammar as minutes.
        BitSet seconds = new CronFieldParser(
                        CronField.MINUTE, new StringBuilder(), new Canonicalization(), errors, input)
                .parseValues(second);
        errors.throwIfAny("Seconds are invalid");
        return seconds.cardinality() == 1 && seconds.get(0);
    }

    private static Translation withSecond(String second, Translation days) {
        String reason = "schedules fire at whole minutes, so seconds other than 0 can't be kept";
        if (AsciiText.number(second) == AsciiText.NOT_A_NUMBER || !(days instanceof Translation.Suggested suggested)) {
            return new Translation.Untranslatable(reason);
        }
        return new Translation.Untranslatable(reason + "; with second 0 it is "
                + Suggestion.of(suggested.expressions().get(0)));
    }
}
