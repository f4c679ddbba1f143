package com.rezagent.schedules.aws.signing;

/** There are no AWS credentials to sign with, in a sentence that says what to do. */
public final class CredentialsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CredentialsException(String message, Throwable cause) {
        super(message, cause);
    }
}
