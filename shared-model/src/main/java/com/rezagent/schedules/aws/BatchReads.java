package com.rezagent.schedules.aws;

import com.rezagent.schedules.error.TransientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/**
 * Reads items by BatchGetItem. DynamoDB leaves keys unprocessed when a table is busy, and when the items exceed 16 MB;
 * they are requested again, after a wait. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html">BatchGetItem</a>
 */
final class BatchReads {
    /** DynamoDB's limit for one call. */
    static final int MAX_KEYS = 100;

    /** How often the same keys are requested before the read fails. A call that reads some of them does not count. */
    private static final int MAX_ATTEMPTS = 5;

    private static final Duration FIRST_WAIT = Duration.ofMillis(50);

    private final DynamoDbClient client;
    private final Consumer<Duration> pause;

    BatchReads(DynamoDbClient client) {
        this(client, BackOff::sleep);
    }

    /** @param pause waits between calls */
    BatchReads(DynamoDbClient client, Consumer<Duration> pause) {
        this.client = client;
        this.pause = pause;
    }

    /**
     * Returns the items found, by table, in no particular order. Tables without any are absent.
     *
     * @param requested at most {@value #MAX_KEYS} keys
     * @throws TransientException if DynamoDB does not respond, or keys stay unprocessed
     */
    Map<String, List<Map<String, AttributeValue>>> read(Map<String, KeysAndAttributes> requested) {
        Map<String, List<Map<String, AttributeValue>>> found = new HashMap<>();
        Map<String, KeysAndAttributes> left = requested;
        int attempts = 0;
        while (attempts < MAX_ATTEMPTS) {
            BatchGetItemResponse response = call(left);
            response.responses()
                    .forEach((table, items) -> found.computeIfAbsent(table, it -> new ArrayList<>())
                            .addAll(items));
            Map<String, KeysAndAttributes> unprocessed = response.unprocessedKeys();
            if (unprocessed.isEmpty()) {
                return found;
            }
            attempts = count(unprocessed) < count(left) ? 1 : attempts + 1;
            left = unprocessed;
            if (attempts < MAX_ATTEMPTS) {
                pause.accept(FIRST_WAIT.multipliedBy(1L << (attempts - 1)));
            }
        }
        throw new TransientException(
                TransientException.Reason.THROTTLED, "DynamoDB BatchGetItem left keys unprocessed");
    }

    private BatchGetItemResponse call(Map<String, KeysAndAttributes> keys) {
        try {
            return client.batchGetItem(it -> it.requestItems(keys));
        } catch (SdkException e) {
            throw AwsErrors.translated("DynamoDB BatchGetItem", e);
        }
    }

    private static int count(Map<String, KeysAndAttributes> keys) {
        return keys.values().stream().mapToInt(it -> it.keys().size()).sum();
    }
}
