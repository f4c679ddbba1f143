package com.rezagent.schedules.testing;

import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.messaging.TopicPublisher;
import java.util.ArrayList;
import java.util.List;

/** A {@link TopicPublisher} that keeps the messages. Thread-safe. */
public final class MemoryPublisher implements TopicPublisher {
    private record Published(TopicArn topic, TopicMessage message) {}

    private final List<Published> published = new ArrayList<>();
    private Runnable beforePublish = () -> {};

    /** Sets what runs before each message is published; it may throw what publishing throws. */
    public synchronized void beforePublish(Runnable action) {
        beforePublish = action;
    }

    @Override
    public synchronized String publish(TopicArn topic, TopicMessage message) {
        beforePublish.run();
        published.add(new Published(topic, message));
        return "sns-" + published.size();
    }

    /** Returns the messages of a topic, oldest first. */
    public synchronized List<TopicMessage> messages(TopicArn topic) {
        return published.stream()
                .filter(it -> it.topic().equals(topic))
                .map(Published::message)
                .toList();
    }
}
