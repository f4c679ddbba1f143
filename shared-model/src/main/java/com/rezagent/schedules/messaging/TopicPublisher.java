package com.rezagent.schedules.messaging;

import com.rezagent.schedules.error.RefusedException;
import com.rezagent.schedules.error.ScheduleException;
import com.rezagent.schedules.error.TransientException;
import java.util.ArrayList;
import java.util.List;

/** Publishes messages to topics. */
@FunctionalInterface
public interface TopicPublisher {
    /**
     * The number of messages that {@link #publishAll} publishes in one call, if they are small.
     *
     * @see <a href="https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html">PublishBatch</a>
     */
    int MAX_BATCH = 10;

    /**
     * Publishes one message. Delivery is at least once and unordered.
     *
     * @return the message id assigned by the topic
     * @throws TransientException if a retry may help; the message may have been published nevertheless
     * @throws RefusedException if the topic will never accept this message: the topic does not exist, it does not allow
     *     this system to publish, or the message is too large
     */
    String publish(TopicArn topic, TopicMessage message);

    /**
     * Publishes several messages, in as few calls as the topic allows. One that fails does not affect the others.
     * Delivery is at least once and unordered.
     *
     * @return the result of each message, in the order of the messages
     * @throws TransientException if a retry may help; some of the messages may have been published nevertheless
     */
    default List<PublishResult> publishAll(TopicArn topic, List<TopicMessage> messages) {
        List<PublishResult> results = new ArrayList<>();
        for (TopicMessage message : messages) {
            try {
                results.add(PublishResult.published(publish(topic, message)));
            } catch (ScheduleException e) {
                results.add(PublishResult.failed(e));
            }
        }
        return results;
    }
}
