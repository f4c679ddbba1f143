package com.rezagent.schedules.local.fault;

import org.jspecify.annotations.Nullable;

/** A port that may refuse other calls while a slow one is under way. */
public interface TakesTime {
    /**
     * Begins a call that takes effect later.
     *
     * @param arguments of the port's method
     * @return ends it; run before it takes effect
     */
    Runnable begin(Object @Nullable [] arguments);
}
