package com.rezagent.schedules.local.engine;

import com.rezagent.schedules.engine.EngineEntry;
import java.time.Instant;

/**
 * One firing on its way to the target.
 *
 * @param event what the function receives: the entry's input, its context attributes filled in
 */
public record Firing(EngineEntry entry, Instant scheduledTime, String event) {
    /** Where firings go. */
    @FunctionalInterface
    public interface Receiver {
        /**
         * Takes a firing, to be delivered at an instant: now, or later within the entry's flexible window.
         */
        void receive(Firing firing, Instant deliverAt);
    }
}
