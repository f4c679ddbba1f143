package com.rezagent.schedules.messaging;

import com.rezagent.schedules.error.TransientException;

/** The function's dead-letter queue: stores events that no retry can help. */
public interface DeadLetterQueue {
    /**
     * Adds an event to the queue.
     *
     * @param event the complete event as the function received it; a redrive invokes the function with it again
     * @param reason why the event is added, in one sentence
     * @throws TransientException if the event could not be stored; it may have been stored nevertheless
     */
    void add(String event, String reason);
}
