package com.rezagent.schedules.local.clock;

/**
 * How fast a clock runs.
 *
 * @param speed virtual seconds per real second; 0 for a clock that moves only when told to
 */
public record ClockSpeed(double speed) {
    /** Stands still but for {@link VirtualTimeScheduler#advance}. */
    public static final ClockSpeed MANUAL = new ClockSpeed(0);

    /** As the wall's clock. */
    public static final ClockSpeed REAL = new ClockSpeed(1);

    /** The fastest that a clock may be asked to run: eleven days a second. */
    public static final double MAX_SPEED = 1_000_000;

    /** @throws IllegalArgumentException unless the speed is from 0 to {@link #MAX_SPEED} */
    public ClockSpeed {
        if (!(speed >= 0 && speed <= MAX_SPEED)) {
            throw new IllegalArgumentException("A clock runs at 0 to " + MAX_SPEED + " times real time");
        }
    }

    public boolean isManual() {
        return speed == 0;
    }

    public boolean isReal() {
        return speed == 1;
    }

    /** {@code manual}, {@code real} or {@code fast}. */
    public String text() {
        if (isManual()) {
            return "manual";
        }
        return isReal() ? "real" : "fast";
    }
}
