package com.rezagent.schedules.local.engine;

import com.rezagent.schedules.engine.EngineEntry;
import java.time.Instant;

/**
 * One firing of an entry.
 *
 * @param event the event for the target: the entry's input with its context attributes replaced
 */
public record Firing(EngineEntry entry, Instant scheduledTime, String event) {
    /** Receives firings. */
    @FunctionalInterface
    public interface Receiver {
        /**
         * Accepts a firing, to be delivered at an instant: now, or later within the entry's flexible time window.
         */
        void receive(Firing firing, Instant deliverAt);
    }
}
