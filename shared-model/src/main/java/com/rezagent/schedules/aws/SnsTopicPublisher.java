package com.rezagent.schedules.aws;

import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.messaging.TopicPublisher;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;

/** Publishes to standard topics of Amazon SNS. Thread-safe. */
public final class SnsTopicPublisher implements TopicPublisher {
    private final SnsClient client;

    public SnsTopicPublisher(SnsClient client) {
        this.client = client;
    }

    @Override
    public String publish(TopicArn topic, TopicMessage message) {
        if (message.isTooLarge()) {
            throw AwsErrors.tooLarge();
        }
        try {
            return client.publish(it ->
                            it.topicArn(topic.value()).message(message.body()).messageAttributes(attributes(message)))
                    .messageId();
        } catch (SdkException e) {
            throw AwsErrors.ofPublish(topic, e);
        }
    }

    private static Map<String, MessageAttributeValue> attributes(TopicMessage message) {
        Map<String, MessageAttributeValue> attributes = new HashMap<>();
        message.attributes()
                .forEach((name, value) -> attributes.put(
                        name,
                        MessageAttributeValue.builder()
                                .dataType("String")
                                .stringValue(value)
                                .build()));
        return attributes;
    }
}
