package com.rezagent.schedules.deadletter;

import com.rezagent.schedules.error.TransientException;

/** Where an event goes that no retry can help: the function's dead-letter queue. */
public interface DeadLetterQueue {
    /**
     * Keeps an event.
     *
     * @param event as the function received it, whole: a redrive invokes the function with it again
     * @param reason one sentence
     * @throws TransientException when it could not be kept; it may have been nevertheless
     */
    void add(String event, String reason);
}
