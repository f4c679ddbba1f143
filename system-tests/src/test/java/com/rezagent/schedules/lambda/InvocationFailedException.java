package com.rezagent.schedules.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.json.Json;

/** The error that a failed function reports to Lambda, which would retry an asynchronous invocation. */
public final class InvocationFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private InvocationFailedException(JsonNode error) {
        super(error.path("errorType").asText() + ": "
                + error.path("errorMessage").asText());
    }

    static InvocationFailedException read(byte[] body) {
        return new InvocationFailedException(Json.parse(body));
    }
}
