package com.rezagent.schedules.local.fault;

/** The function's process dies here. An error, so that no handler's {@code catch (Exception)} outlives its process. */
public final class SimulatedCrash extends Error {
    private static final long serialVersionUID = 1L;

    public SimulatedCrash(String where) {
        super("The function crashed " + where);
    }
}
