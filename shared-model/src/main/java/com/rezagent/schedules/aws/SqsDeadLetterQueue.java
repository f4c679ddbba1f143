package com.rezagent.schedules.aws;

import com.rezagent.schedules.messaging.DeadLetterQueue;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * Dead-letter queue in Amazon SQS: the body is the event, the String attribute {@value #REASON} is the reason. The
 * client is created when the first event is added, because few invocations ever add one. Thread-safe.
 */
public final class SqsDeadLetterQueue implements DeadLetterQueue {
    /** Message attribute with the reason why an event is not retried any more. */
    public static final String REASON = "reason";

    private final Supplier<SqsClient> clients;
    private final String queueUrl;
    private @Nullable SqsClient client;

    /**
     * @param clients creates the client; called at most once
     * @param queueUrl URL of the function's dead-letter queue
     */
    public SqsDeadLetterQueue(Supplier<SqsClient> clients, String queueUrl) {
        this.clients = clients;
        this.queueUrl = queueUrl;
    }

    @Override
    public void add(String event, String reason) {
        try {
            client().sendMessage(it -> it.queueUrl(queueUrl)
                    .messageBody(escapeNonXml(event))
                    .messageAttributes(Map.of(
                            REASON,
                            MessageAttributeValue.builder()
                                    .dataType("String")
                                    .stringValue(escapeNonXml(reason))
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
     * Returns the text with all characters escaped that SQS does not accept: it accepts those of XML 1.0 only. In a
     * JSON text, the others can appear only inside strings, where their escapes mean the same.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html">SendMessage</a>
     */
    static String escapeNonXml(String json) {
        StringBuilder escaped = new StringBuilder(json.length());
        json.codePoints().forEach(c -> {
            if (isXml(c)) {
                escaped.appendCodePoint(c);
            } else {
                escaped.append("\\u").append(String.format(Locale.ROOT, "%04x", c));
            }
        });
        return escaped.toString();
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
