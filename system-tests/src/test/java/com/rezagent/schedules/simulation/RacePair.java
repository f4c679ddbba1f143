package com.rezagent.schedules.simulation;

import com.rezagent.schedules.simulation.Steps.Event;
import com.rezagent.schedules.simulation.Steps.Step;

/**
 * Two concurrent invocations.
 *
 * @param before the preparation
 * @param first the event of one invocation
 * @param second the event of the other invocation
 */
record RacePair(String name, Step before, Event first, Event second) {
    @Override
    public String toString() {
        return name;
    }
}
