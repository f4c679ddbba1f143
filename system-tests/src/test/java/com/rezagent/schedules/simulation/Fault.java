package com.rezagent.schedules.simulation;

import com.rezagent.schedules.error.TransientException;
import com.rezagent.schedules.error.TransientException.Reason;
import com.rezagent.schedules.local.clock.VirtualTimeScheduler;
import com.rezagent.schedules.local.fault.SimulatedCrash;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a port call fails. */
enum Fault {
    CRASH_BEFORE,
    CRASH_AFTER,
    THROTTLED,
    TIMEOUT_BEFORE,
    TIMEOUT_AFTER,
    /** No response; the call takes effect later, when its invocation has ended. */
    TIMEOUT_LATE,
    /** No response; the call takes effect later, before a retry. Until then the engine refuses other writes of its entry. */
    TIMEOUT_IN_FLIGHT;

    static final List<Fault> CRASHES = List.of(CRASH_BEFORE, CRASH_AFTER);
    static final List<Fault> ALL = List.of(values());

    private static final Duration LATE_DELAY = Duration.ofSeconds(30);
    private static final Duration IN_FLIGHT_TIME = Duration.ofSeconds(10);

    /**
     * Makes a call fail.
     *
     * @param effect the real call; may run now, never, or later in virtual time
     */
    @Nullable
    Object inject(SimulatedCall call, Hook.Effect effect, Clock clock, VirtualTimeScheduler virtualTime)
            throws Throwable {
        switch (this) {
            case CRASH_BEFORE -> throw new SimulatedCrash("before " + call);
            case THROTTLED -> throw new TransientException(Reason.THROTTLED, call + " was throttled");
            case TIMEOUT_BEFORE -> throw timedOut(call);
            case TIMEOUT_LATE -> {
                virtualTime.at(clock.instant().plus(LATE_DELAY), () -> applyLate(effect));
                throw timedOut(call);
            }
            case TIMEOUT_IN_FLIGHT -> {
                Runnable end = effect.begin();
                virtualTime.at(clock.instant().plus(IN_FLIGHT_TIME), () -> {
                    end.run();
                    applyLate(effect);
                });
                throw timedOut(call);
            }
            case CRASH_AFTER -> {
                effect.apply();
                throw new SimulatedCrash("after " + call);
            }
            case TIMEOUT_AFTER -> {
                effect.apply();
                throw timedOut(call);
            }
        }
        throw new IllegalStateException();
    }

    private static TransientException timedOut(SimulatedCall call) {
        return new TransientException(Reason.TIMED_OUT, call + " timed out");
    }

    private static void applyLate(Hook.Effect effect) {
        try {
            effect.apply();
        } catch (Throwable e) {
            if (e instanceof AssertionError failure) {
                throw failure;
            }
            // The caller no longer waits for the result.
        }
    }
}
