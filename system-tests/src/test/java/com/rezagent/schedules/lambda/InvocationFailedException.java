package com.rezagent.schedules.lambda;

/** The function failed. Lambda would retry an asynchronous invocation. */
public final class InvocationFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient LambdaError error;

    InvocationFailedException(LambdaError error) {
        super(error.type() + ": " + error.message());
        this.error = error;
    }

    public LambdaError error() {
        return error;
    }
}
