package com.rezagent.schedules.lambda;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;

/**
 * What Lambda is told of a function that failed.
 *
 * @param type the exception's class
 */
public record LambdaError(String type, String message) {
    static LambdaError read(byte[] body) {
        ObjectNode json = Json.parseObject(new String(body, java.nio.charset.StandardCharsets.UTF_8));
        return new LambdaError(
                json.path("errorType").asText(), json.path("errorMessage").asText());
    }
}
