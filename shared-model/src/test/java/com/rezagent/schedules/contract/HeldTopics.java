package com.rezagent.schedules.contract;

import com.rezagent.schedules.topic.StageTopics;
import com.rezagent.schedules.topic.TopicArn;
import com.rezagent.schedules.topic.TopicMessage;
import com.rezagent.schedules.topic.Topics;
import java.util.function.Consumer;

/** Topics whose every message is held against docs/schemas before it is published. */
public final class HeldTopics implements Topics {
    private final MessageSchemas schemas = new MessageSchemas();
    private final Topics topics;
    private final StageTopics stage;
    private final Consumer<String> violations;

    /** @param violations hears of each message that is not as described */
    public HeldTopics(Topics topics, StageTopics stage, Consumer<String> violations) {
        this.topics = topics;
        this.stage = stage;
        this.violations = violations;
    }

    @Override
    public String publish(TopicArn topic, TopicMessage message) {
        schemas.of(stage, topic, message).forEach(it -> violations.accept(it + " in " + message.body()));
        return topics.publish(topic, message);
    }
}
