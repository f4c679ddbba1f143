package com.rezagent.schedules.expression;

import com.rezagent.schedules.error.RefusedException;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Translates the fields of another dialect's cron expression. All dialects write minutes, hours, days of the month and
 * months as EventBridge Scheduler does; they differ in seconds, days of the week and in what two day fields mean.
 */
final class CronTranslator {
    private static final int DAYS_PER_WEEK = 7;
    private static final Pattern BEFORE_LAST_WEEKDAY = Pattern.compile("L-\\d{1,2}W");

    private final Dialect dialect;
    private final List<String> fields;
    private final ExpressionErrors errors = new ExpressionErrors();

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

    /** The expression with these day fields; throws for all faults that have been found. */
    private CronExpression expression(String dayOfMonth, String dayOfWeek) {
        String text = String.join(
                " ",
                field(CronField.MINUTE),
                field(CronField.HOUR),
                dayOfMonth,
                field(CronField.MONTH),
                dayOfWeek,
                field(CronField.YEAR));
        return (CronExpression) CronParser.parse(text, errors).expression();
    }

    private Translation days(String dayOfMonth, String foreignDayOfWeek) {
        if (dialect == Dialect.QUARTZ
                && BEFORE_LAST_WEEKDAY.matcher(AsciiText.upper(dayOfMonth)).matches()) {
            days("L", foreignDayOfWeek);
            return new Translation.Untranslatable(
                    errors.cite(dayOfMonth) + ", the weekday near a day before the last, has no equal here");
        }
        String dayOfWeek = new DayOfWeekTranslator(dialect, errors).translate(foreignDayOfWeek);
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

    /** crontab runs on a day that one of two restricted day fields selects. */
    private Translation either(String dayOfMonth, String dayOfWeek, CronExpression byMonth, CronExpression byWeek) {
        if (dayOfMonth.startsWith("*") || dayOfWeek.startsWith("*")) {
            return new Translation.Untranslatable(
                    "crons differ on whether a day must match one day field or both when one of them starts with *;"
                            + " write a list of days");
        }
        return byMonth.isEveryDay() || byWeek.isEveryDay()
                ? new Translation.Suggested(expression("*", "?"))
                : new Translation.Suggested(List.of(byMonth, byWeek));
    }

    /** Spring runs on a day that both day fields select; seven days of the month are the first to fourth of a weekday. */
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
        // Seconds have the values and the grammar of minutes.
        BitSet seconds =
                new CronFieldParser(CronField.MINUTE, new StringBuilder(), new Canonicalization(), errors).set(second);
        errors.throwIfAny("Seconds are invalid");
        return seconds.cardinality() == 1 && seconds.get(0);
    }

    private static Translation withSecond(String second, Translation days) {
        String reason = "schedules fire at whole minutes, so seconds other than 0 can't be kept";
        if (AsciiText.number(second) == AsciiText.NOT_A_NUMBER || !(days instanceof Translation.Suggested lines)) {
            return new Translation.Untranslatable(reason);
        }
        return new Translation.Untranslatable(reason + "; with second 0 it is "
                + Suggestion.of(lines.expressions().get(0)));
    }
}
