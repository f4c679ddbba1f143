package com.rezagent.schedules.expression;

import com.rezagent.schedules.error.RefusedException;

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
     * The form that is stored, returned and sent to AWS: upper-case names, single blanks, no leading zeros, {@code ?} in
     * one of the two day fields, {@code 1 day} but {@code 5 days}. Parsing it again gives an equal expression and no
     * warning. Also what {@code toString()} answers.
     */
    String canonical();

    /**
     * Reads an expression as a user wrote it. {@code cron(0 0 * * sun *)} gives {@code cron(0 0 ? * SUN *)} with two
     * warnings: the {@code ?} and the upper case.
     *
     * <p>Costs time linear in the text, and nothing beyond 256 characters.
     *
     * @throws RefusedException {@code INVALID_SCHEDULE_EXPRESSION}, with every fault that was found in its details; never
     *     anything else
     */
    static ParsedExpression parse(String text) {
        return ExpressionParser.parse(text);
    }
}
