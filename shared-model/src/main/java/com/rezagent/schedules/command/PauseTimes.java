package com.rezagent.schedules.command;

import com.rezagent.schedules.error.ErrorCode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.json.ObjectReader;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Rules for the start and the end of a pause: {@code from} and {@code until} of a command. */
public final class PauseTimes {
    private static final int MAX_YEARS = 10;
    private static final String INVALID = "The time of the pause is invalid";

    private PauseTimes() {}

    /** Reads a time of a pause in whole seconds; null if it is absent or adds an error. */
    static @Nullable Instant read(ObjectReader reader, String field) {
        return reader.wholeSecond(field, ErrorCode.INVALID_UNTIL, INVALID);
    }

    /**
     * Checks the times of a pause.
     *
     * @param from when it starts; null if it starts at once
     * @param until when it ends by itself; null if only a resume ends it
     * @param at when the pause was requested
     * @throws RefusedException {@code invalid_until} if a time is not later than {@code at}, more than ten years later,
     *     or the end is not after the start
     */
    public static void check(@Nullable Instant from, @Nullable Instant until, Instant at) {
        check("from", from, at);
        check("until", until, at);
        if (from != null && until != null && !from.isBefore(until)) {
            throw refused("until: must be after from, " + from);
        }
    }

    private static void check(String field, @Nullable Instant time, Instant at) {
        if (time == null) {
            return;
        }
        if (!time.isAfter(at)) {
            throw refused(field + ": " + time + " is not in the future; send a later time, or leave it out"
                    + (field.equals("from") ? " to pause at once" : " to pause until a resume"));
        }
        if (time.isAfter(at.atOffset(ZoneOffset.UTC).plusYears(MAX_YEARS).toInstant())) {
            throw refused(field + ": must be at most " + MAX_YEARS + " years ahead");
        }
    }

    private static RefusedException refused(String detail) {
        return new RefusedException(ErrorCode.INVALID_UNTIL, INVALID, detail);
    }
}
