package com.rezagent.schedules.expression;

/** An expression in words, for people. */
public final class ExpressionDescription {
    private ExpressionDescription() {}

    /** The expression as an English phrase, e.g. {@code at 09:30, Monday to Friday}. */
    public static String describe(Expression expression) {
        return expression.canonical();
    }
}
