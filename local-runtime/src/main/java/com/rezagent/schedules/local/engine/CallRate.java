package com.rezagent.schedules.local.engine;

import com.rezagent.schedules.local.engine.SimulatedSchedulerException.Kind;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Limits the calls per schedule and second. A new second begins when either the runtime's clock or real time reaches
 * it, so a stopped clock and a fast clock never make the limit stricter than it is in real time.
 */
final class CallRate {
    static final int PER_SECOND = 10;

    private final LongSupplier nanoTime;
    private final Map<String, Integer> calls = new HashMap<>();
    private long clockSecond;
    private long realSecond;

    /** @param nanoTime monotonic real time in nanoseconds, such as {@link System#nanoTime} */
    CallRate(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Counts a call.
     *
     * @throws SimulatedSchedulerException {@code ThrottlingException} if the schedule has had {@link #PER_SECOND} calls
     *     in this second
     */
    void admit(String name, Instant now) throws SimulatedSchedulerException {
        long clock = now.getEpochSecond();
        long real = TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong());
        if (clock != clockSecond || real != realSecond) {
            calls.clear();
            clockSecond = clock;
            realSecond = real;
        }
        if (calls.merge(name, 1, Integer::sum) > PER_SECOND) {
            throw new SimulatedSchedulerException(Kind.THROTTLING, "Rate exceeded");
        }
    }
}
