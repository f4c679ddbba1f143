package com.rezagent.schedules.simulation;

import com.rezagent.schedules.scheduler.SchedulerPorts;

/** A deliberate violation of one protocol rule, by wrapping the handler's ports or by changing the events it receives. */
@FunctionalInterface
interface ProtocolMutant {
    ProtocolMutant NONE = (ports, world) -> ports;

    SchedulerPorts wrap(SchedulerPorts ports, SimulatedWorld world);

    /** Returns this mutant with another one around it, whose events are received as they are. */
    default ProtocolMutant and(ProtocolMutant other) {
        return (ports, world) -> other.wrap(wrap(ports, world), world);
    }

    /** Returns the event that the handler receives instead. */
    default String alterEvent(String event) {
        return event;
    }
}
