package com.rezagent.schedules.schedule;

import com.rezagent.schedules.record.Digest;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The primary key of a schedule, and the name of its EventBridge schedule: 1-64 characters of {@code [0-9a-zA-Z-_.]}.
 * IDs of this system are {@code sched_} and 32 hexadecimal digits derived from the schedule's name; a foreign entry in
 * the stage's schedule group may have any name.
 *
 * @see <a href="https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html">CreateSchedule</a>
 */
public record ScheduleId(String value) implements Comparable<ScheduleId> {
    private static final int MAX_LENGTH = 64;
    private static final String PREFIX = "sched_";
    private static final Pattern DERIVED = Pattern.compile(PREFIX + "[0-9a-f]{32}");

    public ScheduleId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("A schedule ID must have 1 to 64 characters of [0-9a-zA-Z-_.]");
        }
    }

    /** Returns the ID that derives from a name. */
    public static ScheduleId of(ScheduleName name) {
        return new ScheduleId(PREFIX + Digest.hex128(name.value()));
    }

    /**
     * Returns 32 hexadecimal digits that are unique to this ID: its own if it derives from a name, else a digest of it.
     */
    public String digits() {
        return DERIVED.matcher(value).matches() ? value.substring(PREFIX.length()) : Digest.hex128(value);
    }

    /** Returns the ID; empty if the text is not a valid one. */
    public static Optional<ScheduleId> tryParse(String text) {
        return isValid(text) ? Optional.of(new ScheduleId(text)) : Optional.empty();
    }

    /** Without a pattern, because a list makes some hundred IDs. */
    private static boolean isValid(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isAllowed =
                    (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || "_.-".indexOf(c) >= 0;
            if (!isAllowed) {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= MAX_LENGTH;
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
