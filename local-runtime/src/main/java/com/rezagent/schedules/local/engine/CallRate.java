package com.rezagent.schedules.local.engine;

import com.rezagent.schedules.local.engine.SchedulerException.Kind;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Counts the calls for each schedule within a second. A second is over when the runtime's clock or real time has reached
 * the next one, so neither a clock that stands still nor one that runs fast makes the limit stricter than real time does.
 */
final class CallRate {
    static final int PER_SECOND = 10;

    private final LongSupplier nanoTime;
    private final Map<String, Integer> calls = new HashMap<>();
    private long clockSecond;
    private long realSecond;

    /** @param nanoTime real time that never goes back, as {@link System#nanoTime} */
    CallRate(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Counts a call, or refuses it. */
    void admit(String name, Instant now) throws SchedulerException {
        long clock = now.getEpochSecond();
        long real = TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong());
        if (clock != clockSecond || real != realSecond) {
            calls.clear();
            clockSecond = clock;
            realSecond = real;
        }
        if (calls.merge(name, 1, Integer::sum) > PER_SECOND) {
            throw new SchedulerException(Kind.THROTTLING, "Rate exceeded");
        }
    }
}
