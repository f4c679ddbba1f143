package com.rezagent.schedules.expression;

import java.time.Duration;
import java.time.Instant;
import java.time.zone.ZoneRules;

/**
 * {@code rate(value unit)}: fires at anchor + k × period for k = 0, 1, 2, …, without a last year. A day is 24 hours;
 * the timezone has no effect.
 *
 * @param value 1 to 2147483647
 * @see <a href="https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#rate-based">Rate-based
 *     schedules</a>
 */
public record RateExpression(int value, Unit unit) implements Expression {
    /** The largest difference between the time of a firing of a rate as the engine and as this class compute it. */
    public static final Duration TOLERANCE = Duration.ofSeconds(29);

    /** The unit of a rate. */
    public enum Unit {
        MINUTE("minute", Duration.ofMinutes(1)),
        HOUR("hour", Duration.ofHours(1)),
        DAY("day", Duration.ofDays(1));

        private final String singular;
        private final Duration length;

        Unit(String singular, Duration length) {
            this.singular = singular;
            this.length = length;
        }

        /** Returns the length of one unit; a day is 24 hours. */
        Duration length() {
            return length;
        }

        /** Returns the singular after 1, such as {@code minute}, and the plural after other numbers. */
        String nounFor(int number) {
            return number == 1 ? singular : singular + "s";
        }
    }

    /** @throws IllegalArgumentException if the value is less than 1 */
    public RateExpression {
        if (value < 1) {
            throw new IllegalArgumentException("The value of a rate must be 1 or more: " + value);
        }
    }

    /** Returns the time from one firing to the next. */
    public Duration period() {
        return unit.length.multipliedBy(value);
    }

    @Override
    public boolean countsFromAnchor() {
        return true;
    }

    @Override
    public long firstSecond(long from, ZoneRules rules, long anchor) {
        if (from <= anchor) {
            return anchor;
        }
        long seconds = period().toSeconds();
        long periods = Math.floorDiv(from - anchor - 1, seconds) + 1;
        long next = anchor + periods * seconds;
        return next > Instant.MAX.getEpochSecond() ? WallClock.NEVER : next;
    }

    @Override
    public String canonical() {
        return "rate(" + value + " " + unit.nounFor(value) + ")";
    }

    @Override
    public String toString() {
        return canonical();
    }
}
