package com.rezagent.schedules.local.topic;

import java.time.Duration;
import java.util.List;

/** How a topic delivers a message: at least once, and not necessarily in order. For tests that want SNS at its worst. */
@FunctionalInterface
public interface DeliveryPlan {
    /** Once, at once. */
    DeliveryPlan PROMPT = message -> List.of(Duration.ZERO);

    /** How long after publication each delivery of a message is; two for a duplicate. */
    List<Duration> deliveriesOf(ReceivedMessage message);
}
