package com.rezagent.schedules.aws;

import com.rezagent.schedules.config.StageEnvironment;
import com.rezagent.schedules.store.Stores;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Creates the stores over the DynamoDB tables of a stage. */
public final class DynamoDbStores {
    private DynamoDbStores() {}

    public static Stores of(StageEnvironment stage, DynamoDbClient dynamoDb) {
        return of(
                dynamoDb,
                stage.schedulesTable(),
                stage.resourcesTable(),
                stage.executionsTable(),
                stage.changesTable());
    }

    /** Returns the stores over the tables of these names. */
    static Stores of(DynamoDbClient dynamoDb, String schedules, String resources, String executions, String changes) {
        return new Stores(
                new DynamoDbScheduleStore(dynamoDb, schedules, resources, changes),
                new DynamoDbGroupStore(dynamoDb, resources, changes),
                new DynamoDbExecutionHistory(dynamoDb, executions, schedules),
                new DynamoDbChangeHistory(dynamoDb, changes),
                new DynamoDbFiringRecords(dynamoDb, schedules, resources));
    }
}
