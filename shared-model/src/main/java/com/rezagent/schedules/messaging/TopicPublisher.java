package com.rezagent.schedules.messaging;

import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.TransientException;

/** Publishes messages to topics. */
public interface TopicPublisher {
    /**
     * Publishes one message. Delivery is at least once and unordered.
     *
     * @return the message id assigned by the topic
     * @throws TransientException if a retry may help; the message may have been published nevertheless
     * @throws RefusedException if the topic will never accept this message: the topic does not exist, it does not allow
     *     this system to publish, or the message is too large
     */
    String publish(TopicArn topic, TopicMessage message);
}
