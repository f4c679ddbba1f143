package com.rezagent.schedules.local.clock;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * The system's clock: it starts at a given instant and runs at its {@link ClockSpeed}. Only the {@link
 * VirtualTimeScheduler} moves it, so that no scheduled task is skipped. Thread-safe.
 */
public final class VirtualClock extends Clock {
    private static final double NANOS = 1e9;

    private final ClockSpeed speed;
    private final Clock wall;
    private volatile Reading reading;

    /** The virtual time at a point in real time. The clock runs from there, unless it is held. */
    private record Reading(Instant virtual, Instant wall, boolean isHeld) {}

    /**
     * Creates a running clock.
     *
     * @param wall real time, which the speed is relative to
     * @param start the virtual time now
     */
    public VirtualClock(ClockSpeed speed, Clock wall, Instant start) {
        this.speed = speed;
        this.wall = wall;
        this.reading = new Reading(start, wall.instant(), false);
    }

    /** Returns a clock that is held at {@code start} until {@link #release}, or until the scheduler has advanced it. */
    public static VirtualClock held(ClockSpeed speed, Clock wall, Instant start) {
        VirtualClock clock = new VirtualClock(speed, wall, start);
        clock.reading = new Reading(start, wall.instant(), true);
        return clock;
    }

    /** Returns a manual clock, which only the scheduler moves. */
    public static VirtualClock manual(Instant start) {
        return new VirtualClock(ClockSpeed.MANUAL, Clock.systemUTC(), start);
    }

    public ClockSpeed speed() {
        return speed;
    }

    @Override
    public Instant instant() {
        Reading now = reading;
        if (now.isHeld || speed.isManual()) {
            return now.virtual;
        }
        Duration passed = Duration.between(now.wall, wall.instant());
        return speed.isReal()
                ? now.virtual.plus(passed)
                : now.virtual.plusNanos((long) (passed.toNanos() * speed.speed()));
    }

    /** Returns how long to wait in real time until the clock reaches an instant; empty for a manual clock. */
    Optional<Duration> wallTimeUntil(Instant instant) {
        if (speed.isManual()) {
            return Optional.empty();
        }
        Duration virtual = Duration.between(instant(), instant);
        if (virtual.isNegative()) {
            return Optional.of(Duration.ZERO);
        }
        double seconds = (virtual.getSeconds() + virtual.getNano() / NANOS) / speed.speed();
        return Optional.of(Duration.ofNanos((long) Math.min(seconds * NANOS, Long.MAX_VALUE)));
    }

    /** Stops the clock at its current time. */
    void hold() {
        reading = new Reading(instant(), wall.instant(), true);
    }

    /** Moves a held clock forward to an instant; does nothing if the instant has passed. */
    void moveTo(Instant instant) {
        Reading now = reading;
        if (instant.isAfter(now.virtual)) {
            reading = new Reading(instant, now.wall, true);
        }
    }

    /** Lets a held clock run again from its current time. */
    public void release() {
        reading = new Reading(reading.virtual, wall.instant(), false);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        VirtualClock time = this;
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return zone;
            }

            @Override
            public Clock withZone(ZoneId other) {
                return time.withZone(other);
            }

            @Override
            public Instant instant() {
                return time.instant();
            }
        };
    }
}
