package com.rezagent.schedules.local.invocation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.json.Json;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter of one of two queues: EventBridge's, whose body is the failed Invoke request, or the function's, whose
 * body is the event.
 *
 * @param body JSON, or any text if the function could not parse the event
 * @param attributes EventBridge's message attributes as JSON; null in the function's queue
 */
public record DeadLetter(
        long id, String body, String reason, @Nullable String attributes, Instant receivedAt) {
    static final String FUNCTION_NAME = "FunctionName";
    static final String PAYLOAD = "Payload";

    /**
     * Returns whether this is a firing that EventBridge could not deliver, rather than an event that the function
     * failed on.
     */
    public boolean isUndelivered() {
        return object(body).filter(it -> it.has(FUNCTION_NAME)).isPresent();
    }

    /** Returns the event to redrive; empty if it is an Invoke request without a firing. */
    Optional<String> event() {
        if (!isUndelivered()) {
            return Optional.of(body);
        }
        return object(body)
                .map(it -> it.path(PAYLOAD).textValue())
                .filter(payload -> object(payload)
                        .filter(it -> it.path("schedule_id").isTextual())
                        .isPresent());
    }

    static Optional<ObjectNode> object(String json) {
        try {
            return Optional.of(Json.parseObject(json));
        } catch (RefusedException e) {
            return Optional.empty();
        }
    }
}
