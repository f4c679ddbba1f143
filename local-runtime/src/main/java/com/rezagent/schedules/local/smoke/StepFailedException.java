package com.rezagent.schedules.local.smoke;

/** A step has failed; the message is the note of its row. */
final class StepFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StepFailedException(String message) {
        super(message);
    }
}
