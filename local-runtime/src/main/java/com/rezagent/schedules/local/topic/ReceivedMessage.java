package com.rezagent.schedules.local.topic;

import java.time.Instant;
import java.util.Map;

/**
 * A message that a topic received.
 *
 * @param attributes values by name, ordered by name
 */
public record ReceivedMessage(String messageId, Instant receivedAt, String body, Map<String, String> attributes) {}
