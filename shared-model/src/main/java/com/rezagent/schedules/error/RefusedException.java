package com.rezagent.schedules.error;

import java.util.List;

/**
 * The request is invalid, and every retry fails too. Nothing was changed.
 *
 * <p>{@link #getMessage()} is one sentence that says what is wrong; {@link #details()} lists each error and how to fix
 * it.
 */
public final class RefusedException extends ScheduleException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient List<String> details;

    public RefusedException(ErrorCode code, String message, List<String> details) {
        super(message);
        this.code = code;
        this.details = List.copyOf(details);
    }

    public RefusedException(ErrorCode code, String message, String detail) {
        this(code, message, List.of(detail));
    }

    @Override
    public ErrorCode code() {
        return code;
    }

    /** Returns each error and how to fix it, in the order found; never empty. */
    public List<String> details() {
        return details;
    }

    /** Returns the details as they appear in responses: one string, joined by {@code "; "}. */
    public String joinedDetails() {
        return String.join("; ", details);
    }
}
