package com.rezagent.schedules.local.topic;

import com.rezagent.schedules.local.system.LocalSettings;
import com.rezagent.schedules.local.system.LocalSystem;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.messaging.TopicPublisher;
import com.rezagent.schedules.messaging.TopicPublisherContract;
import java.util.List;
import org.junit.jupiter.api.AutoClose;

class LocalTopicsTest extends TopicPublisherContract {
    @AutoClose
    private final LocalSystem system = LocalSystem.open(LocalSettings.inMemory());

    @Override
    protected TopicPublisher topics() {
        return system.topics();
    }

    @Override
    protected TopicArn topic() {
        return system.stage().webActions();
    }

    @Override
    protected TopicArn unknownTopic() {
        return new TopicArn("arn:aws:sns:us-east-1:000000000000:unknown-topic");
    }

    @Override
    protected List<Received> received(int count) {
        return system.topics().messages(topic()).stream()
                .map(it -> new Received(it.messageId(), new TopicMessage(it.body(), it.attributes())))
                .toList();
    }
}
