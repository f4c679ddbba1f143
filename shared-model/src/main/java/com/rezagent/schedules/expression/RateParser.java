package com.rezagent.schedules.expression;

import com.rezagent.schedules.error.ValidationErrors;
import com.rezagent.schedules.expression.Canonicalization.Reason;
import com.rezagent.schedules.expression.RateExpression.Unit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Parses {@code rate(value unit)}. */
final class RateParser {
    private static final String MESSAGE = "Rate expression is invalid";
    private static final int NO_VALUE = 2;

    private final ValidationErrors errors;
    private final QuotedInput input;
    private final Canonicalization canonicalization = new Canonicalization();

    private RateParser(ValidationErrors errors, QuotedInput input) {
        this.errors = errors;
        this.input = input;
    }

    /** @param text the text inside the parentheses, without white space around it */
    static ParsedExpression parse(String text, ValidationErrors errors, QuotedInput input) {
        return new RateParser(errors, input).valueAndUnit(text);
    }

    private ParsedExpression valueAndUnit(String text) {
        int space = text.indexOf(' ');
        if (space < 0) {
            errors.add("write a value, a space and a unit, for example "
                    + Objects.requireNonNullElse(rateFor(text), "rate(5 minutes)"));
            errors.throwIfAny(MESSAGE);
        }
        int unitAt = space;
        while (text.charAt(unitAt) == ' ') {
            unitAt++;
        }
        if (unitAt > space + 1) {
            canonicalization.add(Reason.SINGLE_SPACES);
        }
        String written = text.substring(unitAt);
        int value = value(text.substring(0, space));
        Unit unit = unit(written, value);
        errors.throwIfAny(MESSAGE);
        if (unit == null) {
            throw new IllegalStateException("A rate without a unit has an error");
        }
        if (!unit.nounFor(value).equals(written)) {
            canonicalization.add(Reason.UNIT_AGREES);
        }
        return canonicalization.toParsed(new RateExpression(value, unit));
    }

    /** Returns the rate for a duration such as {@code 15m}, {@code PT15M} or {@code 2 weeks}; null for any other text. */
    private static @Nullable String rateFor(String text) {
        Translation translation =
                Interval.iso(text).or(() -> Interval.parts(text)).orElse(null);
        return translation instanceof Translation.Suggested suggested
                ? suggested.expressions().get(0).canonical()
                : null;
    }

    private int value(String text) {
        long value = AsciiText.number(text);
        if (value == AsciiText.NOT_A_NUMBER) {
            errors.add("value: " + input.quote(text) + " is not a whole number of 1 or more");
        } else if (value < 1 || value > Integer.MAX_VALUE) {
            errors.add("value: " + input.quote(text) + " is not in 1-" + Integer.MAX_VALUE);
        } else if (text.charAt(0) == '0') {
            errors.add("value: write " + value + " instead of " + input.quote(text));
        } else {
            return (int) value;
        }
        return NO_VALUE;
    }

    private @Nullable Unit unit(String text, int value) {
        for (Unit unit : Unit.values()) {
            if (text.equals(unit.nounFor(1)) || text.equals(unit.nounFor(2))) {
                return unit;
            }
        }
        String upper = AsciiText.upper(text);
        for (Unit unit : Unit.values()) {
            if (upper.equals(AsciiText.upper(unit.nounFor(1))) || upper.equals(AsciiText.upper(unit.nounFor(2)))) {
                errors.add("unit: write " + unit.nounFor(value) + " in lower case instead of " + input.quote(text));
                return null;
            }
        }
        String suggestion = errors.isEmpty() ? rateFor(value + " " + text) : null;
        errors.add("unit: " + input.quote(text) + " is not minutes, hours or days"
                + (suggestion == null ? "" : "; write " + suggestion));
        return null;
    }
}
