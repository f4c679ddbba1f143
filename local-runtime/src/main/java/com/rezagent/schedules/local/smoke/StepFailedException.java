package com.rezagent.schedules.local.smoke;

/** A step failed. The message is the note in its table row. */
final class StepFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StepFailedException(String message) {
        super(message);
    }
}
