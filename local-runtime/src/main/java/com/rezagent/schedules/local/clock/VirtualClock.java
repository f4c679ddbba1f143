package com.rezagent.schedules.local.clock;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * The system's clock: it starts at a given instant and runs at its {@link ClockSpeed}. Only the {@link VirtualTimeScheduler} moves it, so
 * that nothing that waits is passed over. Thread-safe.
 */
public final class VirtualClock extends Clock {
    private static final double NANOS = 1e9;

    private final ClockSpeed speed;
    private final Clock wall;
    private volatile Reading reading;

    /** The virtual time at a wall time, from where the clock runs on unless it is held. */
    private record Reading(Instant virtual, Instant wall, boolean isHeld) {}

    /**
     * @param wall real time, which the pace refers to
     * @param start what the clock shows now
     */
    public VirtualClock(ClockSpeed speed, Clock wall, Instant start) {
        this.speed = speed;
        this.wall = wall;
        this.reading = new Reading(start, wall.instant(), false);
    }

    /** As the constructor, but it stands until it is released, or the timeline has moved it. */
    public static VirtualClock standing(ClockSpeed speed, Clock wall, Instant start) {
        VirtualClock clock = new VirtualClock(speed, wall, start);
        clock.reading = new Reading(start, wall.instant(), true);
        return clock;
    }

    /** A clock that stands at an instant until the timeline moves it. */
    public static VirtualClock manual(Instant start) {
        return new VirtualClock(ClockSpeed.MANUAL, Clock.systemUTC(), start);
    }

    public ClockSpeed pace() {
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

    /** How long to wait in real time until the clock shows an instant; empty when it never will by itself. */
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

    /** Stops the clock where it is, whatever its pace. */
    void hold() {
        reading = new Reading(instant(), wall.instant(), true);
    }

    /** Shows another instant, never an earlier one; the clock must be held. */
    void moveTo(Instant instant) {
        Reading now = reading;
        if (instant.isAfter(now.virtual)) {
            reading = new Reading(instant, now.wall, true);
        }
    }

    /** Lets a held clock run on from what it shows. */
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
