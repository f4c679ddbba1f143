package com.rezagent.schedules.aws;

import com.rezagent.schedules.config.StageEnvironment;
import com.rezagent.schedules.store.Stores;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Creates the stores over the DynamoDB tables of a stage. */
public final class DynamoDbStores {
    private DynamoDbStores() {}

    public static Stores of(StageEnvironment stage, DynamoDbClient dynamoDb) {
        return new Stores(
                new DynamoDbScheduleStore(
                        dynamoDb, stage.schedulesTable(), stage.resourcesTable(), stage.changesTable()),
                new DynamoDbGroupStore(dynamoDb, stage.resourcesTable(), stage.changesTable()),
                new DynamoDbExecutionHistory(dynamoDb, stage.executionsTable(), stage.schedulesTable()),
                new DynamoDbChangeHistory(dynamoDb, stage.changesTable()),
                new DynamoDbFiringRecords(dynamoDb, stage.schedulesTable(), stage.resourcesTable()));
    }
}
