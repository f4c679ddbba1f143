package com.rezagent.schedules.error;

import java.util.List;

/**
 * The request is wrong and stays wrong however often it is sent. Nothing was changed.
 *
 * <p>{@link #getMessage()} says what happened in a sentence; {@link #details()} lists each fault with what to do.
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

    /** Each fault and what to do about it, in the order found; never empty. */
    public List<String> details() {
        return details;
    }

    /** The faults as answers carry them: one string joined by {@code "; "}. */
    public String joinedDetails() {
        return String.join("; ", details);
    }
}
