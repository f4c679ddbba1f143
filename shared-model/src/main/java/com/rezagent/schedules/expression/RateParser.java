package com.rezagent.schedules.expression;

import com.rezagent.schedules.expression.Canonicalization.Reason;
import com.rezagent.schedules.expression.RateExpression.Unit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads {@code rate(value unit)}. */
final class RateParser {
    private static final String MESSAGE = "Rate expression is invalid";
    private static final int NO_VALUE = 2;

    private final ExpressionErrors errors;
    private final Canonicalization rewriting = new Canonicalization();

    private RateParser(ExpressionErrors errors) {
        this.errors = errors;
    }

    /** @param text what stands between the parentheses, without blanks around it */
    static ParsedExpression parse(String text, ExpressionErrors errors) {
        return new RateParser(errors).valueAndUnit(text);
    }

    private ParsedExpression valueAndUnit(String text) {
        int blank = text.indexOf(' ');
        if (blank < 0) {
            errors.add("write a value, a blank and a unit, for example "
                    + Objects.requireNonNullElse(meant(text), "rate(5 minutes)"));
            errors.throwIfAny(MESSAGE);
        }
        int unitAt = blank;
        while (text.charAt(unitAt) == ' ') {
            unitAt++;
        }
        if (unitAt > blank + 1) {
            rewriting.because(Reason.SINGLE_BLANKS);
        }
        String written = text.substring(unitAt);
        int value = value(text.substring(0, blank));
        Unit unit = unit(written, value);
        errors.throwIfAny(MESSAGE);
        if (unit == null) {
            throw new IllegalStateException("A rate without a unit has a fault");
        }
        if (!unit.after(value).equals(written)) {
            rewriting.because(Reason.UNIT_AGREES);
        }
        return rewriting.of(new RateExpression(value, unit));
    }

    /** The rate that a duration such as {@code 15m}, {@code PT15M} or {@code 2 weeks} means; null if it means none. */
    private static @Nullable String meant(String text) {
        Translation translation =
                Interval.iso(text).or(() -> Interval.parts(text)).orElse(null);
        return translation instanceof Translation.Suggested lines
                ? lines.expressions().get(0).canonical()
                : null;
    }

    private int value(String text) {
        long value = AsciiText.number(text);
        if (value == AsciiText.NOT_A_NUMBER) {
            errors.add("value: " + errors.cite(text) + " is not a whole number of 1 or more");
        } else if (value < 1 || value > Integer.MAX_VALUE) {
            errors.add("value: " + errors.cite(text) + " is not in 1-" + Integer.MAX_VALUE);
        } else if (text.charAt(0) == '0') {
            errors.add("value: write " + value + " instead of " + errors.cite(text));
        } else {
            return (int) value;
        }
        return NO_VALUE;
    }

    private @Nullable Unit unit(String text, int value) {
        for (Unit unit : Unit.values()) {
            if (text.equals(unit.after(1)) || text.equals(unit.after(2))) {
                return unit;
            }
        }
        String upper = AsciiText.upper(text);
        for (Unit unit : Unit.values()) {
            if (upper.equals(AsciiText.upper(unit.after(1))) || upper.equals(AsciiText.upper(unit.after(2)))) {
                errors.add("unit: write " + unit.after(value) + " in lower case instead of " + errors.cite(text));
                return null;
            }
        }
        String meant = errors.isEmpty() ? meant(value + " " + text) : null;
        errors.add("unit: " + errors.cite(text) + " is not minutes, hours or days"
                + (meant == null ? "" : "; write " + meant));
        return null;
    }
}
