package com.rezagent.schedules.local.smoke;

/** The smoke test cannot start. The message is a sentence that says why and what to do. */
final class CannotRunException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CannotRunException(String message) {
        super(message);
    }

    CannotRunException(String message, Throwable cause) {
        super(message, cause);
    }
}
