package com.rezagent.schedules.error;

/**
 * Something outside did not answer, refused for now, or raced us: the same request may succeed later. The call that
 * failed may nevertheless have taken effect.
 */
public final class TransientException extends ScheduleException {
    private static final long serialVersionUID = 1L;

    /** Why a retry can help; goes to logs and metrics. */
    public enum Reason {
        THROTTLED,
        TIMED_OUT,
        UNAVAILABLE,
        QUOTA_EXCEEDED,
        ROLE_NOT_READY,
        /** Others kept changing what we were changing. */
        CONTENDED,
        /** Another call for the same engine entry is under way. */
        BUSY,
        /** What it builds on may still be on its way. */
        TOO_EARLY,
        /** A later release sent it, as happens while one is rolled out. */
        UNKNOWN_VERSION
    }

    private final Reason reason;

    public TransientException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public TransientException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    @Override
    public ErrorCode code() {
        return ErrorCode.SERVICE_UNAVAILABLE;
    }
}
