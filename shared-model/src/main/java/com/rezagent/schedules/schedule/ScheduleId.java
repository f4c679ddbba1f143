package com.rezagent.schedules.schedule;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The primary key, and the EventBridge schedule's name, which takes 1-64 of {@code [0-9a-zA-Z-_.]}. Ours are
 * {@code sched_} and 32 hexadecimal digits derived from the schedule's name; a foreign entry in the stage's schedule
 * group may have any.
 *
 * @see <a href="https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html">CreateSchedule</a>
 */
public record ScheduleId(String value) implements Comparable<ScheduleId> {
    private static final Pattern SHAPE = Pattern.compile("[0-9a-zA-Z_.-]{1,64}");
    private static final String PREFIX = "sched_";
    private static final Pattern DERIVED = Pattern.compile(PREFIX + "[0-9a-f]{32}");

    public ScheduleId {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("A schedule id has 1 to 64 of [0-9a-zA-Z-_.]");
        }
    }

    public static ScheduleId of(ScheduleName name) {
        return new ScheduleId(PREFIX + Digest.hex128(name.value()));
    }

    /** 32 hexadecimal digits that no other id has: its own, where it derives from a name. */
    public String digits() {
        return DERIVED.matcher(value).matches() ? value.substring(PREFIX.length()) : Digest.hex128(value);
    }

    /** The id, or empty where the text can't be one. */
    public static Optional<ScheduleId> tryParse(String text) {
        return SHAPE.matcher(text).matches() ? Optional.of(new ScheduleId(text)) : Optional.empty();
    }

    @Override
    public int compareTo(ScheduleId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
