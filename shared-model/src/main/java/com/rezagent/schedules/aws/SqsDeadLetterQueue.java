package com.rezagent.schedules.aws;

import com.rezagent.schedules.deadletter.DeadLetterQueue;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * An Amazon SQS queue: the body is the event, the String attribute {@value #REASON} says why it is there. The client is
 * made when the first event is parked, since few invocations ever park one. Thread-safe.
 */
public final class SqsDeadLetterQueue implements DeadLetterQueue {
    /** The message attribute that says why an event was given up on. */
    public static final String REASON = "reason";

    private final Supplier<SqsClient> clients;
    private final String queueUrl;
    private @Nullable SqsClient client;

    /**
     * @param clients makes the client; asked once
     * @param queueUrl the function's dead-letter queue
     */
    public SqsDeadLetterQueue(Supplier<SqsClient> clients, String queueUrl) {
        this.clients = clients;
        this.queueUrl = queueUrl;
    }

    @Override
    public void add(String event, String reason) {
        try {
            client().sendMessage(it -> it.queueUrl(queueUrl)
                    .messageBody(legible(event))
                    .messageAttributes(java.util.Map.of(
                            REASON,
                            software.amazon.awssdk.services.sqs.model.MessageAttributeValue.builder()
                                    .dataType("String")
                                    .stringValue(legible(reason))
                                    .build())));
        } catch (SdkException e) {
            throw AwsErrors.translated("SQS SendMessage", e);
        }
    }

    private synchronized SqsClient client() {
        if (client == null) {
            client = clients.get();
        }
        return client;
    }

    /**
     * SQS takes the characters of XML 1.0 only. The others can stand in strings of a JSON text alone, where their
     * escapes mean the same.
     *
     * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html">
     *     SendMessage</a>
     */
    static String legible(String json) {
        StringBuilder legible = new StringBuilder(json.length());
        json.codePoints().forEach(c -> {
            if (isXml(c)) {
                legible.appendCodePoint(c);
            } else {
                legible.append("\\u").append(String.format(Locale.ROOT, "%04x", c));
            }
        });
        return legible.toString();
    }

    private static boolean isXml(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || (c >= 0x20 && c <= 0xD7FF)
                || (c >= 0xE000 && c <= 0xFFFD)
                || c >= 0x10000;
    }
}
