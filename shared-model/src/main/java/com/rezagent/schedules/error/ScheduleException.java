package com.rezagent.schedules.error;

/**
 * Base class of everything that this system refuses or fails to do. The subclasses differ in whether a retry can help.
 */
public abstract sealed class ScheduleException extends RuntimeException permits RefusedException, TransientException {
    private static final long serialVersionUID = 1L;

    ScheduleException(String message, Throwable cause) {
        super(message, cause);
    }

    ScheduleException(String message) {
        super(message);
    }

    /** Returns one sentence that says what is wrong. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /** Returns the stable error code. */
    public abstract ErrorCode code();
}
