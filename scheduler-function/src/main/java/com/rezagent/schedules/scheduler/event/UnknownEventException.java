package com.rezagent.schedules.scheduler.event;

/**
 * The function was invoked with an unknown event. The invocation fails, so that Lambda moves the event to the
 * dead-letter queue.
 */
public final class UnknownEventException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownEventException(String what) {
        super("Unknown event: " + what);
    }
}
