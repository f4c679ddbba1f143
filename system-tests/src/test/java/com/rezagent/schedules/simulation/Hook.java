package com.rezagent.schedules.simulation;

import org.jspecify.annotations.Nullable;

/** Wraps every port call of a handler: it may make the call fail, delay it, or run other handlers before it. */
@FunctionalInterface
interface Hook {
    Hook NONE = (call, effect) -> effect.apply();

    /** The real call to the port. */
    @FunctionalInterface
    interface Effect {
        @Nullable
        Object apply() throws Throwable;

        /**
         * Marks the call as in flight; it takes effect later.
         *
         * @return ends the in-flight state; to be run just before the call takes effect
         */
        default Runnable begin() {
            return () -> {};
        }
    }

    /** @return the result that the handler receives */
    @Nullable
    Object around(SimulatedCall call, Effect effect) throws Throwable;
}
