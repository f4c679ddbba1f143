package com.rezagent.schedules.simulation;

import com.rezagent.schedules.scheduler.SchedulerPorts;

/** A protocol broken on purpose, by what stands between the handler and its ports, or before the handler. */
@FunctionalInterface
interface ProtocolMutant {
    ProtocolMutant NONE = (ports, world) -> ports;

    SchedulerPorts wrap(SchedulerPorts ports, SimulatedWorld world);

    /** What the handler receives in place of an event. */
    default String alterEvent(String event) {
        return event;
    }
}
