package com.rezagent.schedules.aws;

import com.rezagent.schedules.error.ScheduleException;
import com.rezagent.schedules.messaging.PublishResult;
import com.rezagent.schedules.messaging.TopicArn;
import com.rezagent.schedules.messaging.TopicMessage;
import com.rezagent.schedules.messaging.TopicPublisher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchResponse;

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

    /**
     * Publishes in batches: at most {@value #MAX_BATCH} messages and 256 KB in all.
     *
     * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-batch-api-actions.html">SNS message batching</a>
     */
    @Override
    public List<PublishResult> publishAll(TopicArn topic, List<TopicMessage> messages) {
        PublishResult[] results = new PublishResult[messages.size()];
        List<PublishBatchRequestEntry> batch = new ArrayList<>();
        int bytes = 0;
        for (int i = 0; i < messages.size(); i++) {
            TopicMessage message = messages.get(i);
            if (message.isTooLarge()) {
                results[i] = PublishResult.failed(AwsErrors.tooLarge());
                continue;
            }
            if (batch.size() == MAX_BATCH || bytes + message.bytes() > TopicMessage.MAX_BYTES) {
                publish(topic, batch, results);
                batch.clear();
                bytes = 0;
            }
            batch.add(entry(i, message));
            bytes += message.bytes();
        }
        if (!batch.isEmpty()) {
            publish(topic, batch, results);
        }
        return Arrays.asList(results);
    }

    /** Publishes a batch; the id of an entry is the position of its result. */
    private void publish(TopicArn topic, List<PublishBatchRequestEntry> batch, PublishResult[] results) {
        // Of an entry that the response does not mention it is unknown whether it was published.
        batch.forEach(it -> results[position(it.id())] = PublishResult.failed(AwsErrors.notMentioned()));
        try {
            PublishBatchResponse response =
                    client.publishBatch(it -> it.topicArn(topic.value()).publishBatchRequestEntries(batch));
            response.successful().forEach(it -> results[position(it.id())] = PublishResult.published(it.messageId()));
            response.failed()
                    .forEach(it -> results[position(it.id())] = PublishResult.failed(AwsErrors.ofPublish(topic, it)));
        } catch (SdkException e) {
            RuntimeException failure = AwsErrors.ofPublish(topic, e);
            if (!(failure instanceof ScheduleException known)) {
                throw failure;
            }
            batch.forEach(it -> results[position(it.id())] = PublishResult.failed(known));
        }
    }

    private static int position(String entryId) {
        return Integer.parseInt(entryId);
    }

    private static PublishBatchRequestEntry entry(int position, TopicMessage message) {
        return PublishBatchRequestEntry.builder()
                .id(Integer.toString(position))
                .message(message.body())
                .messageAttributes(attributes(message))
                .build();
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
