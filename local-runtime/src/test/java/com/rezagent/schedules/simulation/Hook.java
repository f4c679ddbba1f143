package com.rezagent.schedules.simulation;

import org.jspecify.annotations.Nullable;

/** Stands around every outside call of a handler: it may fail it, hold it back, or let others run meanwhile. */
@FunctionalInterface
interface Hook {
    Hook NONE = (call, effect) -> effect.apply();

    /** What the call does when it reaches its other side. */
    @FunctionalInterface
    interface Effect {
        @Nullable
        Object apply() throws Throwable;

        /**
         * Begins a call that takes effect later.
         *
         * @return ends it; run before it takes effect
         */
        default Runnable begin() {
            return () -> {};
        }
    }

    /** @return what the handler is answered */
    @Nullable
    Object around(SimulatedCall call, Effect effect) throws Throwable;
}
