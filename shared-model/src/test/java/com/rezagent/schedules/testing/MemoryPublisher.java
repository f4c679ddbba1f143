package com.rezagent.schedules.testing;

import com.rezagent.schedules.contract.MessageSchemas;
import com.rezagent.schedules.messaging.Stage;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.messaging.TopicPublisher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * A {@link TopicPublisher} that validates messages against docs/schemas, keeps them, and passes them to the subscriber of
 * their topic. Thread-safe.
 */
public final class MemoryPublisher implements TopicPublisher {
    private static final MessageSchemas SCHEMAS = new MessageSchemas();

    /** Messages that were validated before, without ids: many runs of a simulation publish the same messages. */
    private static final Set<Published> VALIDATED = ConcurrentHashMap.newKeySet();

    private static final int MAX_VALIDATED = 20_000;

    /** A message on a topic. */
    public record Published(TopicArn topic, String messageId, TopicMessage message) {}

    private final Stage stage;
    private final List<Published> published = new ArrayList<>();
    private volatile BiConsumer<TopicArn, TopicMessage> beforePublish = (topic, message) -> {};
    private final Map<TopicArn, BiConsumer<String, TopicMessage>> subscribers = new ConcurrentHashMap<>();
    private int count;

    public MemoryPublisher(Stage stage) {
        this.stage = stage;
    }

    /** Sets what runs before each message is published; it may throw what publishing throws. */
    public void beforePublish(BiConsumer<TopicArn, TopicMessage> action) {
        beforePublish = action;
    }

    /** Sets the receiver of each message of the schedule-creation topic, see {@link #subscribe(TopicArn, BiConsumer)}. */
    public void subscribe(BiConsumer<String, TopicMessage> next) {
        subscribe(stage.scheduleCreation(), next);
    }

    /** As {@link #subscribe}, for the reports topic. */
    public void subscribeToReports(BiConsumer<String, TopicMessage> next) {
        subscribe(stage.executionReports(), next);
    }

    /**
     * Sets the receiver of each message of a topic and its id, called before {@link #publish} returns. It may throw what
     * publishing throws.
     */
    public void subscribe(TopicArn topic, BiConsumer<String, TopicMessage> next) {
        subscribers.put(topic, next);
    }

    @Override
    public String publish(TopicArn topic, TopicMessage message) {
        beforePublish.accept(topic, message);
        if (VALIDATED.add(new Published(topic, "", message))) {
            validate(topic, message);
        }
        return receive(topic, message);
    }

    private void validate(TopicArn topic, TopicMessage message) {
        List<String> violations = SCHEMAS.violations(stage, topic, message);
        if (!violations.isEmpty()) {
            VALIDATED.remove(new Published(topic, "", message));
            throw new AssertionError("Violates docs/schemas: " + violations + " in " + message.body());
        }
        if (VALIDATED.size() > MAX_VALIDATED) {
            VALIDATED.clear();
        }
    }

    /** Publishes a message of anyone, which need not be valid, and returns its id. */
    public String receive(TopicArn topic, TopicMessage message) {
        String messageId;
        synchronized (this) {
            messageId = "sns-" + ++count;
            published.add(new Published(topic, messageId, message));
        }
        BiConsumer<String, TopicMessage> subscriber = subscribers.get(topic);
        if (subscriber != null) {
            subscriber.accept(messageId, message);
        }
        return messageId;
    }

    /** Returns all messages, oldest first. */
    public synchronized List<Published> published() {
        return List.copyOf(published);
    }

    /** Returns the messages of a topic, oldest first. */
    public synchronized List<TopicMessage> messages(TopicArn topic) {
        return published.stream()
                .filter(it -> it.topic().equals(topic))
                .map(Published::message)
                .toList();
    }

    /** Forgets the messages so far. */
    public synchronized void clear() {
        published.clear();
    }
}
