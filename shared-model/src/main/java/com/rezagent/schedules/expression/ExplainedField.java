package com.rezagent.schedules.expression;

import com.rezagent.schedules.error.RefusedException;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One field of an expression: its place in the text, and what it selects.
 *
 * @param name such as {@code hour}
 * @param text the field as written
 * @param from index of its first UTF-16 unit in the text of the expression
 * @param to index after its last unit
 * @param meaning such as {@code every 15 minutes}; null if the field is invalid
 */
public record ExplainedField(
        String name,
        String text,
        int from,
        int to,
        @Nullable String meaning) {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEEE, d MMMM uuuu", Locale.ENGLISH);
    private static final String NEUTRAL = "0 0 * * ? *";

    /**
     * Returns the fields of a text; none if it is too long. Each cron field that is valid by itself has a meaning, even
     * if others are not.
     *
     * @param parsed the expression of the text; null if the text is invalid
     */
    static List<ExplainedField> of(String text, @Nullable Expression parsed) {
        List<ExplainedField> fields = new ArrayList<>();
        if (text.length() > ExpressionParser.MAX_LENGTH) {
            return List.of();
        }
        for (TextSpan span : ExpressionSpans.of(text).fields()) {
            fields.add(new ExplainedField(
                    span.name(), span.in(text), span.from(), span.to(), meaning(span, span.in(text), parsed)));
        }
        return List.copyOf(fields);
    }

    private static @Nullable String meaning(TextSpan span, String text, @Nullable Expression parsed) {
        if (parsed instanceof AtExpression at) {
            return span.name().equals("date")
                    ? "on " + DATE.format(at.dateTime())
                    : "at " + at.dateTime().toLocalTime() + ", local time";
        }
        if (parsed instanceof RateExpression rate) {
            return span.name().equals("value")
                    ? "every " + rate.value()
                    : rate.unit().nounFor(rate.value());
        }
        CronField field = Arrays.stream(CronField.values())
                .filter(it -> it.label().equals(span.name()))
                .findFirst()
                .orElse(null);
        if (field == null) {
            return null;
        }
        String canonical = parsed == null ? canonical(field, text) : cronField(parsed.canonical(), field);
        return canonical == null ? null : ExpressionDescription.describe(field, canonical);
    }

    /** Returns the canonical text of one field that may stand beside invalid ones; null if it is invalid itself. */
    private static @Nullable String canonical(CronField field, String text) {
        String[] fields = NEUTRAL.split(" ", -1);
        fields[field.ordinal()] = text;
        if (field == CronField.DAY_OF_WEEK && !text.equals("?")) {
            fields[CronField.DAY_OF_MONTH.ordinal()] = "?";
        } else if (field == CronField.DAY_OF_MONTH && text.equals("?")) {
            fields[CronField.DAY_OF_WEEK.ordinal()] = "*";
        }
        try {
            return cronField(
                    CronParser.parse(String.join(" ", fields), ExpressionParser.newErrors(), new QuotedInput())
                            .expression()
                            .canonical(),
                    field);
        } catch (RefusedException e) {
            return null;
        }
    }

    private static String cronField(String canonical, CronField field) {
        String inner = canonical.substring("cron(".length(), canonical.length() - 1);
        return inner.split(" ", -1)[field.ordinal()];
    }
}
