package com.rezagent.schedules.local.fault;

/**
 * Simulates a crash of the function's process. An error, so that a handler's {@code catch (Exception)} does not catch
 * it.
 */
public final class SimulatedCrash extends Error {
    private static final long serialVersionUID = 1L;

    public SimulatedCrash(String where) {
        super("The function crashed " + where);
    }
}
