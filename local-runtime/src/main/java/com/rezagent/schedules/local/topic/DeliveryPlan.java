package com.rezagent.schedules.local.topic;

import java.time.Duration;
import java.util.List;

/**
 * Decides when, and how often, a topic delivers a message. Tests use it for SNS's duplicate and out-of-order
 * deliveries.
 */
@FunctionalInterface
public interface DeliveryPlan {
    /** Delivers each message once, without delay. */
    DeliveryPlan IMMEDIATE = message -> List.of(Duration.ZERO);

    /** Returns the delay of each delivery of a message after its publication; two entries for a duplicate delivery. */
    List<Duration> delaysFor(ReceivedMessage message);
}
