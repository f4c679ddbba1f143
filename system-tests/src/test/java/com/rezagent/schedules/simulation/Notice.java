package com.rezagent.schedules.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.messaging.TopicMessage;

/** A message of the notifications topic, parsed as its consumers parse it. */
record Notice(String id, String action, String message, JsonNode payload) {
    static Notice of(TopicMessage message) {
        JsonNode json = Json.parse(message.body());
        JsonNode payload = json.path("payload");
        return new Notice(
                json.path("id").asText(),
                payload.path("action").asText(),
                payload.path("message").asText(),
                payload);
    }
}
