package com.rezagent.schedules.local.clock;

/**
 * The speed of a {@link VirtualClock}.
 *
 * @param speed virtual seconds per real second; 0 for a manual clock
 */
public record ClockSpeed(double speed) {
    /** The clock moves only by {@link VirtualTimeScheduler#advance}. */
    public static final ClockSpeed MANUAL = new ClockSpeed(0);

    /** Real time. */
    public static final ClockSpeed REAL = new ClockSpeed(1);

    /** The highest speed: about eleven days per second. */
    public static final double MAX_SPEED = 1_000_000;

    /** @throws IllegalArgumentException unless the speed is from 0 to {@link #MAX_SPEED} */
    public ClockSpeed {
        if (!(speed >= 0 && speed <= MAX_SPEED)) {
            throw new IllegalArgumentException("The clock speed must be from 0 to " + MAX_SPEED + " times real time");
        }
    }

    public boolean isManual() {
        return speed == 0;
    }

    public boolean isReal() {
        return speed == 1;
    }

    /** Returns {@code manual}, {@code real} or, for any other speed, {@code fast}. */
    public String text() {
        if (isManual()) {
            return "manual";
        }
        return isReal() ? "real" : "fast";
    }
}
