package com.rezagent.schedules.webapi.fake;

import com.rezagent.schedules.contract.MessageSchemas;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.messaging.TopicPublisher;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** Records published messages, validates them against the message schema, and passes them to a subscriber. */
public final class FakeTopicPublisher implements TopicPublisher {
    private static final MessageSchemas SCHEMAS = new MessageSchemas();

    /** A published message. */
    public record Published(TopicArn topic, String messageId, TopicMessage message) {}

    private final List<Published> published = new CopyOnWriteArrayList<>();
    private volatile BiConsumer<String, TopicMessage> subscriber = (messageId, message) -> {};

    /**
     * Sets the receiver of each message and its id, called before {@link #publish} returns. It may throw what
     * publishing throws.
     */
    public void subscribe(BiConsumer<String, TopicMessage> next) {
        subscriber = next;
    }

    public List<Published> published() {
        return published;
    }

    @Override
    public String publish(TopicArn topic, TopicMessage message) {
        List<String> violations = SCHEMAS.commandViolations(message);
        if (!violations.isEmpty()) {
            throw new AssertionError(
                    "The message violates docs/schemas/command.json:\n  " + String.join("\n  ", violations));
        }
        String messageId;
        synchronized (this) {
            messageId = "sns-" + (published.size() + 1);
            published.add(new Published(topic, messageId, message));
        }
        subscriber.accept(messageId, message);
        return messageId;
    }
}
