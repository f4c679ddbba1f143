package com.rezagent.schedules.local.engine;

/** An error of the simulated scheduler, with EventBridge Scheduler's error code. */
public final class SimulatedSchedulerException extends Exception {
    private static final long serialVersionUID = 1L;

    /** EventBridge Scheduler's error codes. */
    public enum Kind {
        VALIDATION("ValidationException"),
        CONFLICT("ConflictException"),
        NOT_FOUND("ResourceNotFoundException"),
        THROTTLING("ThrottlingException");

        private final String code;

        Kind(String code) {
            this.code = code;
        }

        public String code() {
            return code;
        }
    }

    private final Kind kind;

    SimulatedSchedulerException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
