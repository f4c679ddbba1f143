package com.rezagent.schedules.simulation;

import com.rezagent.schedules.scheduler.SchedulerPorts;

/** A protocol broken on purpose, by what stands between the handler and its ports. */
@FunctionalInterface
interface ProtocolMutant {
    ProtocolMutant NONE = (ports, world) -> ports;

    SchedulerPorts around(SchedulerPorts ports, SimulatedWorld world);
}
