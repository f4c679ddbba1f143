package com.rezagent.schedules.expression;

import com.rezagent.schedules.expression.RateExpression.Unit;
import com.rezagent.schedules.expression.Rewriting.Reason;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads {@code rate(value unit)}. */
final class RateParser {
    private static final String MESSAGE = "Rate expression is invalid";
    private static final int NO_VALUE = 2;

    private final Faults faults;
    private final Rewriting rewriting = new Rewriting();

    private RateParser(Faults faults) {
        this.faults = faults;
    }

    /** @param text what stands between the parentheses, without blanks around it */
    static ParsedExpression parse(String text, Faults faults) {
        return new RateParser(faults).valueAndUnit(text);
    }

    private ParsedExpression valueAndUnit(String text) {
        int blank = text.indexOf(' ');
        if (blank < 0) {
            faults.add("write a value, a blank and a unit, for example "
                    + Objects.requireNonNullElse(meant(text), "rate(5 minutes)"));
            faults.throwIfAny(MESSAGE);
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
        faults.throwIfAny(MESSAGE);
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
        return translation instanceof Translation.Lines lines
                ? lines.expressions().get(0).canonical()
                : null;
    }

    private int value(String text) {
        long value = Ascii.number(text);
        if (value == Ascii.NOT_A_NUMBER) {
            faults.add("value: " + faults.cite(text) + " is not a whole number of 1 or more");
        } else if (value < 1 || value > Integer.MAX_VALUE) {
            faults.add("value: " + faults.cite(text) + " is not in 1-" + Integer.MAX_VALUE);
        } else if (text.charAt(0) == '0') {
            faults.add("value: write " + value + " instead of " + faults.cite(text));
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
        String upper = Ascii.upper(text);
        for (Unit unit : Unit.values()) {
            if (upper.equals(Ascii.upper(unit.after(1))) || upper.equals(Ascii.upper(unit.after(2)))) {
                faults.add("unit: write " + unit.after(value) + " in lower case instead of " + faults.cite(text));
                return null;
            }
        }
        String meant = faults.isEmpty() ? meant(value + " " + text) : null;
        faults.add("unit: " + faults.cite(text) + " is not minutes, hours or days"
                + (meant == null ? "" : "; write " + meant));
        return null;
    }
}
