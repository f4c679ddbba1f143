package com.rezagent.schedules.expression;

/** An expression to write, as a message shows it. */
final class Suggestion {
    /** Messages repeat at most so much of what was sent. */
    private static final int LONGEST = 100;

    private Suggestion() {}

    /** The canonical form; of a longer one, how it is written. */
    static String of(Expression expression) {
        String canonical = expression.canonical();
        return canonical.length() <= LONGEST
                ? canonical
                : "a line that is too long to show: minutes hours day-of-month month day-of-week year inside cron(…), with"
                        + " names for days of the week and ? in one of the day fields";
    }

    /** The canonical form and what it means: {@code cron(0 9 * * ? *), at 09:00, every day}. */
    static String described(Expression expression) {
        String canonical = expression.canonical();
        if (canonical.length() > LONGEST / 2) {
            return of(expression);
        }
        String words = ExpressionDescription.describe(expression);
        return canonical + ", " + AsciiText.lower(words.substring(0, 1)) + words.substring(1);
    }
}
