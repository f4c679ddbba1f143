package com.rezagent.schedules.scheduler.event;

/** The function was invoked with something it doesn't know. It fails, so that the event is parked and not lost. */
public final class UnknownEventException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownEventException(String what) {
        super("The scheduler function does not know this event: " + what);
    }
}
