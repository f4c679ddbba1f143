package com.rezagent.schedules.simulation;

import com.rezagent.schedules.simulation.Steps.Step;

/**
 * A step that is run in a simulated world, without and with injected faults.
 *
 * @param before the preparation, without faults
 * @param step the step into which faults are injected
 * @param after what follows at the end, without faults
 */
record Scenario(String name, Step before, Step step, Step after) {
    @Override
    public String toString() {
        return name;
    }
}
