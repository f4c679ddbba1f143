package com.rezagent.schedules.aws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.json.Json;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.messaging.TopicPublisherContract.Received;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** An SNS topic with a subscribed SQS queue, from which a test reads the delivered messages. */
public final class WireTopic implements AutoCloseable {
    private final SnsClient sns;
    private final TopicArn arn;
    private final WireQueue queue;

    WireTopic(SnsClient sns, String name, WireQueue queue) {
        this.sns = sns;
        this.queue = queue;
        arn = new TopicArn(sns.createTopic(it -> it.name(name)).topicArn());
        queue.set(QueueAttributeName.POLICY, """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},
                "Action":"sqs:SendMessage","Resource":"%s","Condition":{"ArnEquals":{"aws:SourceArn":"%s"}}}]}""".formatted(queue.arn(), arn));
        sns.subscribe(it -> it.topicArn(arn.value()).protocol("sqs").endpoint(queue.arn()));
    }

    public TopicArn arn() {
        return arn;
    }

    /** Returns the delivered messages that were not read yet, as soon as there are at least {@code count}. */
    public List<Received> received(int count) {
        return notifications(count).stream().map(WireTopic::message).toList();
    }

    /** Returns the message in a notification. */
    public static Received message(ObjectNode notification) {
        Map<String, String> attributes = new HashMap<>();
        notification
                .path("MessageAttributes")
                .properties()
                .forEach(it ->
                        attributes.put(it.getKey(), it.getValue().path("Value").textValue()));
        return new Received(
                notification.path("MessageId").textValue(),
                new TopicMessage(notification.path("Message").textValue(), attributes));
    }

    /** Returns the messages like {@link #received}, in the JSON in which SNS wraps them for a queue. */
    public List<ObjectNode> notifications(int count) {
        return queue.take(count).stream()
                .map(message -> Json.parseObject(message.body()))
                .toList();
    }

    /** Returns the notifications that are available now, perhaps none. */
    public List<ObjectNode> notifications() {
        return notifications(0);
    }

    void empty() {
        queue.empty();
    }

    @Override
    public void close() {
        sns.deleteTopic(it -> it.topicArn(arn.value()));
        queue.close();
    }
}
