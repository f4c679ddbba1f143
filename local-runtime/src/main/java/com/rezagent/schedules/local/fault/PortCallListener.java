package com.rezagent.schedules.local.fault;

/**
 * Observes every port call, before and after it. Simulations use it to count calls, to throw, or to switch to another
 * invocation. Its exceptions propagate to the function.
 */
public interface PortCallListener {
    PortCallListener NONE = new PortCallListener() {};

    default void before(PortCall call) {}

    /** Called after the call took effect; not called if the call itself failed. */
    default void after(PortCall call) {}
}
