package com.rezagent.schedules.expression;

import com.rezagent.schedules.error.RefusedException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Explains an expression while it is being written: what each field means, what is wrong and where, and when it fires.
 *
 * @param canonical the canonical form; null if the expression is invalid
 * @param description the meaning of the whole expression; null if it is invalid
 * @param errors empty if the expression can be used in this timezone within these bounds
 * @param recurrence when it fires; null if there are errors
 * @param firings the next firings; empty if there are errors
 * @param perMonth see {@link ExplainedFirings#perMonth}; empty if there are errors
 */
public record ExpressionExplanation(
        @Nullable String canonical,
        @Nullable String description,
        List<ExplainedField> fields,
        List<ExpressionError> errors,
        @Nullable Recurrence recurrence,
        List<ExplainedFiring> firings,
        OptionalDouble perMonth,
        List<String> warnings) {

    private static final String EXPRESSION = "schedule_expression";

    public boolean isValid() {
        return errors.isEmpty();
    }

    /**
     * What is to be explained.
     *
     * @param timezone the schedule's timezone, as written
     * @param start no firing is before it; null for no bound
     * @param end no firing is after it; null for no bound
     * @param count how many firings to return
     * @param now firings are after it; a rate without a start fires first then, and counts from it
     */
    public record Question(
            String expression,
            String timezone,
            @Nullable Instant start,
            @Nullable Instant end,
            int count,
            Instant now) {}

    /** Returns the explanation. Throws nothing: everything that is wrong is in {@link #errors}. */
    public static ExpressionExplanation of(Question question) {
        List<ExpressionError> errors = new ArrayList<>();
        ParsedExpression parsed = parse(question.expression(), errors);
        ZoneId timezone = timezone("timezone", question.timezone(), errors);
        checkBounds(parsed, question, errors);
        Expression expression = parsed == null ? null : parsed.expression();
        Recurrence recurrence = expression == null || timezone == null || !errors.isEmpty()
                ? null
                : recurrence(expression, timezone, question, errors);
        List<String> warnings = new ArrayList<>(parsed == null ? List.of() : parsed.warnings());
        List<ExplainedFiring> firings = List.of();
        OptionalDouble perMonth = OptionalDouble.empty();
        if (recurrence != null) {
            Instant listedAfter = recurrence.listedAfter(question.now());
            firings = new ExplainedFirings(recurrence, listedAfter).next(question.count());
            perMonth = new ExplainedFirings(recurrence, question.now()).perMonth();
            warnings.addAll(recurrence.warnings(question.now()));
        }
        return new ExpressionExplanation(
                expression == null ? null : expression.canonical(),
                expression == null ? null : ExpressionDescription.describe(expression),
                ExplainedField.of(question.expression(), expression),
                List.copyOf(errors),
                recurrence,
                firings,
                perMonth,
                List.copyOf(warnings));
    }

    /** Returns the timezone; null if it adds an error. */
    public static @Nullable ZoneId timezone(String field, String text, List<ExpressionError> errors) {
        try {
            return Timezones.parse(text);
        } catch (RefusedException e) {
            e.details().forEach(it -> errors.add(ExpressionError.ofField(field, text, it)));
            return null;
        }
    }

    private static @Nullable ParsedExpression parse(String text, List<ExpressionError> errors) {
        try {
            return Expression.parse(text);
        } catch (RefusedException e) {
            errors.addAll(ExpressionError.of(text, e.details()));
            return null;
        }
    }

    private static @Nullable Recurrence recurrence(
            Expression expression, ZoneId timezone, Question question, List<ExpressionError> errors) {
        Instant start = question.start();
        try {
            return new Recurrence(expression, timezone, start, question.end(), start == null ? question.now() : start);
        } catch (RefusedException e) {
            e.details().forEach(it -> errors.add(ExpressionError.ofField(EXPRESSION, question.expression(), it)));
            return null;
        }
    }

    private static void checkBounds(
            @Nullable ParsedExpression parsed, Question question, List<ExpressionError> errors) {
        Instant start = question.start();
        Instant end = question.end();
        if (start != null && end != null && !start.isBefore(end)) {
            errors.add(ExpressionError.ofField("end_date", "", "must be after start_date"));
        }
        if (parsed != null && parsed.expression() instanceof AtExpression) {
            String problem = "cannot be combined with at(), which fires only once; remove it";
            if (start != null) {
                errors.add(ExpressionError.ofField("start_date", "", problem));
            }
            if (end != null) {
                errors.add(ExpressionError.ofField("end_date", "", problem));
            }
        }
    }
}
