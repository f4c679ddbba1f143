package com.rezagent.schedules.aws;

import com.rezagent.schedules.error.TransientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/**
 * Reads items by BatchGetItem. DynamoDB may leave keys unprocessed when it is busy; they are requested again.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html">BatchGetItem</a>
 */
record BatchReads(DynamoDbClient client) {
    /** DynamoDB's limit for one call. */
    static final int MAX_KEYS = 100;

    private static final int MAX_ATTEMPTS = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

    /**
     * Returns the items found, by table.
     *
     * @param requested at most {@value #MAX_KEYS} keys
     * @throws TransientException if DynamoDB does not respond, or keys stay unprocessed
     */
    Map<String, List<Map<String, AttributeValue>>> read(Map<String, KeysAndAttributes> requested) {
        Map<String, List<Map<String, AttributeValue>>> found = new HashMap<>();
        Map<String, KeysAndAttributes> left = requested;
        for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
            if (attempt > 1) {
                pause(FIRST_PAUSE.multipliedBy(1L << (attempt - 2)));
            }
            Map<String, KeysAndAttributes> keys = left;
            try {
                BatchGetItemResponse response = client.batchGetItem(it -> it.requestItems(keys));
                response.responses()
                        .forEach((table, items) -> found.computeIfAbsent(table, it -> new ArrayList<>())
                                .addAll(items));
                left = response.unprocessedKeys();
            } catch (SdkException e) {
                throw AwsErrors.translated("DynamoDB BatchGetItem", e);
            }
            if (left.isEmpty()) {
                return found;
            }
        }
        throw new TransientException(
                TransientException.Reason.THROTTLED, "DynamoDB BatchGetItem left keys unprocessed");
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
