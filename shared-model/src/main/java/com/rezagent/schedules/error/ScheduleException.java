package com.rezagent.schedules.error;

/** Anything this system refuses or fails to do. The two kinds differ in whether trying again can help. */
public abstract sealed class ScheduleException extends RuntimeException permits RefusedException, TransientException {
    private static final long serialVersionUID = 1L;

    ScheduleException(String message, Throwable cause) {
        super(message, cause);
    }

    ScheduleException(String message) {
        super(message);
    }

    /** What happened, in a sentence. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /** The stable code. */
    public abstract ErrorCode code();
}
