package com.rezagent.schedules.local.fault;

import org.jspecify.annotations.Nullable;

/** A port that may refuse other calls while a slow call is in flight. */
public interface TracksInFlightCalls {
    /**
     * Marks a call as in flight; it takes effect later.
     *
     * @param arguments the arguments of the port's method
     * @return ends the in-flight state; to be run just before the call takes effect
     */
    Runnable begin(Object @Nullable [] arguments);
}
