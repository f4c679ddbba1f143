package com.rezagent.schedules.simulation;

import com.rezagent.schedules.scheduler.SchedulerPorts;

/** A deliberate violation of one protocol rule, by wrapping the handler's ports or by changing the events it receives. */
@FunctionalInterface
interface ProtocolMutant {
    ProtocolMutant NONE = (ports, world) -> ports;

    SchedulerPorts wrap(SchedulerPorts ports, SimulatedWorld world);

    /** Returns the event that the handler receives instead. */
    default String alterEvent(String event) {
        return event;
    }
}
