package com.rezagent.schedules.expression;

import com.rezagent.schedules.error.RefusedException;
import java.time.ZoneId;
import java.time.zone.ZoneRules;

/**
 * One schedule expression in EventBridge Scheduler's grammar: {@code cron(…)}, {@code rate(…)} or {@code at(…)}.
 *
 * <p>Values are immutable, safe to share between threads, and equal when their canonical forms are. When an expression
 * fires depends on a timezone and bounds too: see {@link Recurrence}.
 *
 * @see <a href="https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html">Schedule types in
 *     EventBridge Scheduler</a>
 */
public sealed interface Expression permits CronExpression, RateExpression, AtExpression {

    /**
     * Returns the form that is stored, returned to callers and sent to AWS: upper-case names, single spaces, no leading
     * zeros, {@code ?} in one of the two day fields, {@code 1 day} but {@code 5 days}. Parsing it gives an equal
     * expression and no warning. {@code toString()} returns the same.
     */
    String canonical();

    /** Returns whether firings are counted from an anchor, independent of the timezone: only those of a rate are. */
    default boolean countsFromAnchor() {
        return false;
    }

    /**
     * Returns the first firing at or after a second, without bounds, in seconds since 1970; {@link Long#MAX_VALUE} if
     * there is none.
     *
     * @param anchor the second that a rate counts from
     */
    long firstSecond(long from, ZoneRules rules, long anchor);

    /**
     * Checks that the expression can fire in a timezone.
     *
     * @throws RefusedException {@code INVALID_SCHEDULE_EXPRESSION} for an {@code at()} whose local time does not exist
     */
    default void checkTimezone(ZoneId timezone) {}

    /** Returns whether it fires only once: only {@code at()} does. */
    default boolean firesOnce() {
        return false;
    }

    /**
     * Parses an expression as a user wrote it. {@code cron(0 0 * * sun *)} gives {@code cron(0 0 ? * SUN *)} with two
     * warnings: the {@code ?} and the upper case.
     *
     * <p>Takes time linear in the length of the text. More than 256 characters are refused without parsing.
     *
     * @throws RefusedException {@code INVALID_SCHEDULE_EXPRESSION}, with all errors in its details, if the text is not
     *     a valid expression; no other exception
     */
    static ParsedExpression parse(String text) {
        return ExpressionParser.parse(text);
    }
}
