package com.rezagent.schedules.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Injects faults: once armed, it numbers the port calls from 1 and makes the calls with the given numbers fail. */
final class FaultPlan implements Hook {
    private final SimulatedWorld world;
    private final List<SimulatedCall> calls = new ArrayList<>();
    private Map<Integer, Fault> faults = Map.of();
    private SimulatedCall.@Nullable Port unavailablePort;
    private boolean isArmed;
    private int lateCalls;

    FaultPlan(SimulatedWorld world) {
        this.world = world;
    }

    void arm(Map<Integer, Fault> newFaults) {
        faults = newFaults;
        isArmed = true;
        calls.clear();
    }

    /** Throttles every call to a port until the plan is disarmed. */
    void startOutage(SimulatedCall.Port port) {
        arm(Map.of());
        unavailablePort = port;
    }

    void disarm() {
        isArmed = false;
        unavailablePort = null;
    }

    /** Returns the calls since the plan was armed. */
    List<SimulatedCall> calls() {
        return calls;
    }

    /** Returns how many calls were made to take effect after their caller had timed out. */
    int lateCalls() {
        return lateCalls;
    }

    @Override
    public @Nullable Object around(SimulatedCall call, Effect effect) throws Throwable {
        if (!isArmed) {
            return effect.apply();
        }
        calls.add(call);
        Fault fault = call.port() == unavailablePort ? Fault.THROTTLED : faults.get(calls.size());
        if (fault == null) {
            return effect.apply();
        }
        if (fault == Fault.TIMEOUT_LATE || fault == Fault.TIMEOUT_IN_FLIGHT) {
            lateCalls++;
        }
        Instant callTime = world.now();
        return fault.inject(call, () -> world.applyLate(callTime, effect), world.clock, world.virtualTime);
    }
}
