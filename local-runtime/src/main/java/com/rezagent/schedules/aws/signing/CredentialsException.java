package com.rezagent.schedules.aws.signing;

/** There are no valid AWS credentials. The message is a sentence that says what to do. */
public final class CredentialsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CredentialsException(String message, Throwable cause) {
        super(message, cause);
    }
}
