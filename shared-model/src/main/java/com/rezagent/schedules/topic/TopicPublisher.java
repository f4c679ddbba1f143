package com.rezagent.schedules.topic;

import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;

/** Publishes to topics. */
public interface TopicPublisher {
    /**
     * Publishes one message. Delivery is at least once and unordered.
     *
     * @return the message id that the topic gave it
     * @throws TransientException when trying again may help; the message may have been published nevertheless
     * @throws RefusedException when the topic will never take this message: it does not exist, is not ours to publish
     *     to, or the message is too large
     */
    String publish(TopicArn topic, TopicMessage message);
}
