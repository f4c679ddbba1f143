package com.rezagent.schedules.expression;

import java.time.Duration;

/**
 * {@code rate(value unit)}: fires at anchor + k × period for every k from 0 on, with no last year. A day is 24 hours; the
 * timezone plays no part.
 *
 * @param value 1 to 2147483647
 * @see <a href="https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#rate-based">Rate-based
 *     schedules</a>
 */
public record RateExpression(int value, Unit unit) implements Expression {
    /** How far the engine's own count of a rate's periods may date a firing from ours. */
    public static final Duration TOLERANCE = Duration.ofSeconds(29);

    /** What a rate counts. */
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

        /** How long one of it is; a day is 24 hours. */
        Duration length() {
            return length;
        }

        /** {@code minute} or {@code minutes}, as goes with the number. */
        String after(int number) {
            return number == 1 ? singular : singular + "s";
        }
    }

    /** @throws IllegalArgumentException if the value is less than 1 */
    public RateExpression {
        if (value < 1) {
            throw new IllegalArgumentException("A rate's value is 1 or more: " + value);
        }
    }

    /** The time from one firing to the next. */
    public Duration period() {
        return unit.length.multipliedBy(value);
    }

    @Override
    public String canonical() {
        return "rate(" + value + " " + unit.after(value) + ")";
    }

    @Override
    public String toString() {
        return canonical();
    }
}
