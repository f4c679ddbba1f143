package com.rezagent.schedules.aws;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Whether every schedule's record has what the index by group needs, which records of earlier releases lack: an item of
 * the resources table that is written once. Thread-safe.
 */
final class GroupIndexUpgrade {
    /** Has no attribute {@code kind}, so no list of resources contains it. */
    private static final String KEY = "upgraded#group-index";

    private final DynamoDbClient client;
    private final String resourcesTable;
    private volatile boolean isDone;

    GroupIndexUpgrade(DynamoDbClient client, String resourcesTable) {
        this.client = client;
        this.resourcesTable = resourcesTable;
    }

    /** Returns whether {@link #markDone} was ever called. It is read until then. */
    boolean isDone() {
        if (!isDone) {
            try {
                isDone = client.getItem(it -> it.tableName(resourcesTable).key(DynamoDbGroupStore.key(KEY)))
                        .hasItem();
            } catch (SdkException e) {
                throw AwsErrors.translated("DynamoDB GetItem", e);
            }
        }
        return isDone;
    }

    void markDone() {
        if (!isDone()) {
            try {
                client.putItem(it -> it.tableName(resourcesTable).item(DynamoDbGroupStore.key(KEY)));
            } catch (SdkException e) {
                throw AwsErrors.translated("DynamoDB PutItem", e);
            }
            isDone = true;
        }
    }
}
