package com.rezagent.schedules.error;

/**
 * A temporary failure: a dependency did not respond, refused the call for now, or a concurrent change came first. The
 * same request may succeed later. The failed call may have taken effect nevertheless.
 */
public final class TransientException extends ScheduleException {
    private static final long serialVersionUID = 1L;

    /** Why a retry can help. Used in logs and metrics. */
    public enum Reason {
        THROTTLED,
        TIMED_OUT,
        UNAVAILABLE,
        QUOTA_EXCEEDED,
        ROLE_NOT_READY,
        /** Concurrent writers kept changing the same record. */
        CONTENDED,
        /** Another call for the same engine entry is in progress. */
        BUSY,
        /** A prerequisite may not have arrived yet. */
        TOO_EARLY,
        /** A later release sent the message, as happens during a rollout. */
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
