package com.rezagent.schedules.expression;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneRules;

/**
 * {@code at(yyyy-mm-ddThh:mm:ss)}: fires once, when the local time in the schedule's timezone is that second for the
 * first time.
 *
 * @param dateTime local time to the second, years 0 to 9999
 * @see <a href="https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#one-time">One-time
 *     schedules</a>
 */
public record AtExpression(LocalDateTime dateTime) implements Expression {
    /** @throws IllegalArgumentException if the time has a fraction of a second or a year outside 0-9999 */
    public AtExpression {
        if (!dateTime.truncatedTo(ChronoUnit.SECONDS).equals(dateTime)
                || dateTime.getYear() < 0
                || dateTime.getYear() > 9999) {
            throw new IllegalArgumentException("Not a time that at() can express: " + dateTime);
        }
    }

    @Override
    public boolean firesOnce() {
        return true;
    }

    @Override
    public long firstSecond(long from, ZoneRules rules, long anchor) {
        long second = second(rules);
        return second >= from ? second : WallClock.NEVER;
    }

    @Override
    public void checkTimezone(ZoneId timezone) {
        if (second(timezone.getRules()) == WallClock.NEVER) {
            throw new RefusedException(
                    ErrorCode.INVALID_SCHEDULE_EXPRESSION,
                    "At expression is invalid",
                    text() + " does not exist in " + timezone.getId()
                            + ", where clocks are put forward past it; choose a time before or after the gap");
        }
    }

    private long second(ZoneRules rules) {
        long local = dateTime.toEpochSecond(ZoneOffset.UTC);
        long earliest = dateTime.toEpochSecond(ZoneOffset.MAX);
        return new WallClock(rules).next(second -> second <= local ? local : WallClock.NEVER, earliest);
    }

    @Override
    public String canonical() {
        return "at(" + text() + ")";
    }

    /** Returns the text inside the parentheses. */
    String text() {
        // LocalDateTime.toString() omits seconds that are zero.
        return dateTime + (dateTime.getSecond() == 0 ? ":00" : "");
    }

    @Override
    public String toString() {
        return canonical();
    }
}
