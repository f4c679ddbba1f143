package com.rezagent.schedules.local.fault;

/**
 * Sees every outside call, before and after; for simulations, which may count calls, throw, or switch to another
 * invocation there. What it throws reaches the function.
 */
public interface CallWatcher {
    CallWatcher NONE = new CallWatcher() {};

    default void before(PortCall call) {}

    /** After the call took effect; not after one that failed by itself. */
    default void after(PortCall call) {}
}
