package com.rezagent.schedules.lambda;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import java.nio.charset.StandardCharsets;

/**
 * Error that a failed function reports to Lambda.
 *
 * @param type the class name of the exception
 */
public record LambdaError(String type, String message) {
    static LambdaError read(byte[] body) {
        ObjectNode json = Json.parseObject(new String(body, StandardCharsets.UTF_8));
        return new LambdaError(
                json.path("errorType").asText(), json.path("errorMessage").asText());
    }
}
