package com.rezagent.schedules.expression;

/** Formats an expression that a message suggests to write. */
final class Suggestion {
    /** The longest expression that a message shows, in characters. */
    private static final int MAX_LENGTH = 100;

    private Suggestion() {}

    /** Returns the canonical form; for one that is too long, a description of how to write it. */
    static String of(Expression expression) {
        String canonical = expression.canonical();
        return canonical.length() <= MAX_LENGTH
                ? canonical
                : "a line that is too long to show: minutes hours day-of-month month day-of-week year inside cron(…), with"
                        + " names for days of the week and ? in one of the day fields";
    }

    /** Returns the canonical form and its meaning: {@code cron(0 9 * * ? *), at 09:00, every day}. */
    static String described(Expression expression) {
        String canonical = expression.canonical();
        if (canonical.length() > MAX_LENGTH / 2) {
            return of(expression);
        }
        String words = ExpressionDescription.describe(expression);
        return canonical + ", " + AsciiText.lower(words.substring(0, 1)) + words.substring(1);
    }
}
