package com.rezagent.schedules.aws;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** An SQS queue that a test reads. */
final class WireQueue implements AutoCloseable {
    private final SqsClient sqs;
    private final String url;

    WireQueue(SqsClient sqs, String name) {
        this.sqs = sqs;
        url = sqs.createQueue(it -> it.queueName(name)).queueUrl();
    }

    String url() {
        return url;
    }

    String arn() {
        return sqs.getQueueAttributes(it -> it.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
    }

    void set(QueueAttributeName name, String value) {
        sqs.setQueueAttributes(it -> it.queueUrl(url).attributes(Map.of(name, value)));
    }

    /** Removes and returns all available messages, as soon as there are at least {@code count}. */
    List<Message> take(int count) {
        List<Message> all = new ArrayList<>(some());
        await("messages").pollDelay(Duration.ZERO).atMost(30, SECONDS).until(() -> {
            if (all.size() < count) {
                all.addAll(some());
            }
            return all.size() >= count;
        });
        all.addAll(some());
        return all;
    }

    private List<Message> some() {
        List<Message> some = sqs.receiveMessage(it -> it.queueUrl(url)
                        .maxNumberOfMessages(10)
                        .messageAttributeNames("All")
                        .waitTimeSeconds(AnyEndpoint.pollSeconds()))
                .messages();
        some.forEach(message -> sqs.deleteMessage(it -> it.queueUrl(url).receiptHandle(message.receiptHandle())));
        return some;
    }

    void empty() {
        while (!some().isEmpty()) {
            // A receive returns at most ten messages, so repeat it.
        }
    }

    @Override
    public void close() {
        sqs.deleteQueue(it -> it.queueUrl(url));
    }
}
