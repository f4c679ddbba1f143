package com.rezagent.schedules.contract;

import com.rezagent.schedules.messaging.PublishResult;
import com.rezagent.schedules.messaging.Stage;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.messaging.TopicPublisher;
import java.util.List;
import java.util.function.Consumer;

/** Validates every message against {@code docs/schemas} before it is published. */
public final class SchemaCheckedTopics implements TopicPublisher {
    private final MessageSchemas schemas = new MessageSchemas();
    private final TopicPublisher publisher;
    private final Stage stage;
    private final Consumer<String> violations;

    /** @param violations receives a line for each violation; invalid messages are published nevertheless */
    public SchemaCheckedTopics(TopicPublisher publisher, Stage stage, Consumer<String> violations) {
        this.publisher = publisher;
        this.stage = stage;
        this.violations = violations;
    }

    @Override
    public String publish(TopicArn topic, TopicMessage message) {
        check(topic, message);
        return publisher.publish(topic, message);
    }

    @Override
    public List<PublishResult> publishAll(TopicArn topic, List<TopicMessage> messages) {
        messages.forEach(it -> check(topic, it));
        return publisher.publishAll(topic, messages);
    }

    private void check(TopicArn topic, TopicMessage message) {
        schemas.violations(stage, topic, message).forEach(it -> violations.accept(it + " in " + message.body()));
    }
}
