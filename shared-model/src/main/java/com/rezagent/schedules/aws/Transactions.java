package com.rezagent.schedules.aws;

import com.rezagent.schedules.error.TransientException;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** Writes several items in one transaction. */
final class Transactions {
    private static final String CONDITION_FAILED = "ConditionalCheckFailed";
    private static final int MAX_EXTRA_RETRIES = 5;

    private Transactions() {}

    /**
     * Writes all items or none.
     *
     * @return false if the condition of one failed; then nothing was written
     * @throws TransientException if DynamoDB does not respond
     */
    static boolean write(DynamoDbClient client, List<TransactWriteItem> items) {
        return retryingConflicts(() -> writeOnce(client, items));
    }

    private static boolean writeOnce(DynamoDbClient client, List<TransactWriteItem> items) {
        try {
            client.transactWriteItems(it -> it.transactItems(items));
            return true;
        } catch (TransactionCanceledException e) {
            if (AwsErrors.codes(e).contains(CONDITION_FAILED)) {
                return false;
            }
            throw AwsErrors.translated("DynamoDB TransactWriteItems", e);
        } catch (SdkException e) {
            throw AwsErrors.translated("DynamoDB TransactWriteItems", e);
        }
    }

    /**
     * Returns the result of a transaction, which is repeated while it conflicts with another one. The client retries a
     * conflict a few times, with jitter; of a hundred concurrent writers of one item, some need more retries.
     */
    static <T> T retryingConflicts(Supplier<T> transaction) {
        for (int retry = 0; retry < MAX_EXTRA_RETRIES; retry++) {
            try {
                return transaction.get();
            } catch (TransientException e) {
                if (e.reason() != TransientException.Reason.CONTENDED) {
                    throw e;
                }
            }
        }
        return transaction.get();
    }
}
