package com.rezagent.schedules.aws;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import com.rezagent.schedules.engine.EngineContract.Difference;
import com.rezagent.schedules.engine.EngineTarget;
import com.rezagent.schedules.messaging.DeadLetterQueueContract.Received;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * A stage's resources at some endpoint, created as in the template: all tables with their indexes, the schedule group,
 * the topics, each with a queue that reads it, and a dead-letter queue. {@link #close} deletes them.
 */
public final class WireStage implements AutoCloseable {
    /** A function, a role and a queue that emulators accept; their names are those of the template. */
    public static final EngineTarget EMULATED_TARGET = new EngineTarget(
            "arn:aws:lambda:us-east-1:123456789012:function:rez-agent-schedules-scheduler-test:live",
            "arn:aws:iam::123456789012:role/rez-agent-schedules-eventbridge-test",
            "arn:aws:sqs:us-east-1:123456789012:rez-agent-schedules-eventbridge-dead-letters-test");

    /** DynamoDB's limit. */
    private static final int WRITES_PER_CALL = 25;

    private final AwsClients clients;
    private final String stage;
    private final EngineTarget target;
    private final Set<Difference> differences;
    private final DynamoDbClient dynamoDb;
    private final SchedulerClient scheduler;
    private final SnsClient sns;
    private final SqsClient sqs;
    private final WireTopic scheduleCreation;
    private final WireTopic webActions;
    private final WireTopic notifications;
    private final WireTopic executionReports;
    private final WireQueue deadLetterQueue;

    /**
     * Creates the resources.
     *
     * @param stage suffix of every name
     * @param target what engine entries may invoke at that endpoint
     * @param differences known differences of the engine there from AWS
     */
    public WireStage(AwsClients clients, String stage, EngineTarget target, Set<Difference> differences) {
        this.clients = clients;
        this.stage = stage;
        this.target = target;
        this.differences = differences;
        dynamoDb = clients.dynamoDb();
        scheduler = clients.scheduler();
        sns = clients.sns();
        sqs = clients.sqs();
        createTables();
        scheduler.createScheduleGroup(it -> it.name(group()));
        scheduleCreation = topic("schedule-creation");
        webActions = topic("web-actions");
        notifications = topic("notifications");
        executionReports = topic("execution-reports");
        deadLetterQueue = new WireQueue(sqs, "rez-agent-schedules-function-dead-letters-" + stage);
    }

    private WireTopic topic(String name) {
        return new WireTopic(
                sns, "rez-agent-" + name + "-" + stage, new WireQueue(sqs, "rez-agent-" + name + "-reader-" + stage));
    }

    public DynamoDbScheduleStore store() {
        return new DynamoDbScheduleStore(dynamoDb, schedulesTable(), resourcesTable(), changesTable());
    }

    public DynamoDbGroupStore groups() {
        return new DynamoDbGroupStore(dynamoDb, resourcesTable(), changesTable());
    }

    public DynamoDbChangeHistory changes() {
        return new DynamoDbChangeHistory(dynamoDb, changesTable());
    }

    public DynamoDbExecutionHistory history() {
        return new DynamoDbExecutionHistory(dynamoDb, executionsTable(), schedulesTable());
    }

    public EventBridgeEngine engine() {
        return new EventBridgeEngine(scheduler, group());
    }

    public SnsTopicPublisher topics() {
        return new SnsTopicPublisher(sns);
    }

    public SqsDeadLetterQueue deadLetters() {
        return new SqsDeadLetterQueue(clients::sqs, deadLetterQueue.url());
    }

    public AwsClients clients() {
        return clients;
    }

    public String schedulesTable() {
        return "rez-agent-schedules-" + stage;
    }

    public String resourcesTable() {
        return "rez-agent-schedule-resources-" + stage;
    }

    public String changesTable() {
        return "rez-agent-schedule-changes-" + stage;
    }

    private List<String> tables() {
        return List.of(schedulesTable(), executionsTable(), resourcesTable(), changesTable());
    }

    public String executionsTable() {
        return "rez-agent-schedule-executions-" + stage;
    }

    public String group() {
        return "rez-agent-schedules-" + stage;
    }

    /** Returns the suffix of every name. */
    public String name() {
        return stage;
    }

    /** Returns the topic that commands are published to. */
    public WireTopic scheduleCreation() {
        return scheduleCreation;
    }

    /** Returns the topic that web actions are published to. */
    public WireTopic webActions() {
        return webActions;
    }

    /** Returns the topic that notifications and notices are published to. */
    public WireTopic notifications() {
        return notifications;
    }

    /** Returns the topic that reports of executions are published to. */
    public WireTopic executionReports() {
        return executionReports;
    }

    /** Returns the dead-letter queue's URL. */
    public String deadLetterQueue() {
        return deadLetterQueue.url();
    }

    public EngineTarget target() {
        return target;
    }

    public Set<Difference> differences() {
        return differences;
    }

    /** Returns the events of the dead-letter queue, as soon as there are at least {@code count}. */
    public List<Received> deadLetters(int count) {
        return deadLetterQueue.take(count).stream()
                .map(it -> new Received(
                        it.body(),
                        it.messageAttributes().get(SqsDeadLetterQueue.REASON).stringValue()))
                .toList();
    }

    /** Deletes everything that tests have stored. */
    public void empty() {
        empty(schedulesTable(), List.of("id"));
        empty(executionsTable(), List.of("schedule_id", "execution_key"));
        empty(resourcesTable(), List.of(DynamoDbGroupStore.KEY));
        empty(changesTable(), List.of("key", "version"));
        scheduler.listSchedulesPaginator(it -> it.groupName(group())).schedules().stream()
                .toList()
                .forEach(found ->
                        scheduler.deleteSchedule(it -> it.groupName(group()).name(found.name())));
        List.of(scheduleCreation, webActions, notifications, executionReports).forEach(WireTopic::empty);
        deadLetterQueue.empty();
    }

    private void empty(String table, List<String> keys) {
        write(
                table,
                scan(table, null).stream()
                        .map(item -> {
                            Map<String, AttributeValue> key = new HashMap<>(item);
                            key.keySet().retainAll(keys);
                            return WriteRequest.builder()
                                    .deleteRequest(it -> it.key(key))
                                    .build();
                        })
                        .toList());
    }

    /** Stores items of the resources table. */
    void putResources(List<Map<String, AttributeValue>> items) {
        put(resourcesTable(), items);
    }

    /** Stores items of the schedules table. */
    void putSchedules(List<Map<String, AttributeValue>> items) {
        put(schedulesTable(), items);
    }

    private void put(String table, List<Map<String, AttributeValue>> items) {
        write(
                table,
                items.stream()
                        .map(item -> WriteRequest.builder()
                                .putRequest(it -> it.item(item))
                                .build())
                        .toList());
    }

    private void write(String table, List<WriteRequest> writes) {
        for (int i = 0; i < writes.size(); i += WRITES_PER_CALL) {
            Map<String, List<WriteRequest>> left =
                    Map.of(table, writes.subList(i, Math.min(writes.size(), i + WRITES_PER_CALL)));
            while (!left.isEmpty()) {
                Map<String, List<WriteRequest>> next = left;
                left = dynamoDb.batchWriteItem(it -> it.requestItems(next)).unprocessedItems();
            }
        }
    }

    /** Returns once all indexes show the content of their tables. */
    public void awaitConsistency() {
        List<String> shown = List.of("id", "status", "created_by", "created_date", "version", "expires_at");
        await("indexes").pollDelay(Duration.ZERO).atMost(30, SECONDS).until(() -> {
            Set<Map<String, AttributeValue>> rows = only(shown, scan(schedulesTable(), null));
            // The states of executions are in no index.
            rows.removeIf(row -> !row.containsKey("created_by"));
            Set<Map<String, AttributeValue>> listable = new HashSet<>(rows);
            listable.removeIf(row -> !row.containsKey("status"));
            return only(shown, scan(schedulesTable(), DynamoDbScheduleStore.BY_STATUS))
                            .equals(listable)
                    && only(shown, scan(schedulesTable(), DynamoDbScheduleStore.BY_CREATOR))
                            .equals(rows)
                    && indexed("group_shard", schedulesTable(), DynamoDbScheduleStore.BY_GROUP, "id", "name", "status")
                    && indexed(
                            "queue",
                            executionsTable(),
                            DynamoDbExecutionQueues.BY_QUEUE,
                            "schedule_id",
                            "execution_key",
                            "at",
                            "run")
                    && indexed("kind", resourcesTable(), DynamoDbGroupStore.BY_KIND, "key", "name")
                    && indexed("group", changesTable(), DynamoDbChangeHistory.BY_GROUP, "key", "version", "time_key");
        });
    }

    /** Returns whether an index shows the items of its table that have its partition key. */
    private boolean indexed(String partitionKey, String table, String index, String... shown) {
        List<String> names = List.of(shown);
        List<Map<String, AttributeValue>> items = scan(table, null).stream()
                .filter(it -> it.containsKey(partitionKey))
                .toList();
        return only(names, scan(table, index)).equals(only(names, items));
    }

    private static Set<Map<String, AttributeValue>> only(
            List<String> names, Iterable<Map<String, AttributeValue>> items) {
        Set<Map<String, AttributeValue>> cut = new HashSet<>();
        for (Map<String, AttributeValue> item : items) {
            Map<String, AttributeValue> some = new HashMap<>(item);
            some.keySet().retainAll(names);
            cut.add(some);
        }
        return cut;
    }

    /** Returns all items of a table or of one of its indexes. For tests only. */
    public List<Map<String, AttributeValue>> scan(String table, String index) {
        return dynamoDb
                .scanPaginator(it -> it.tableName(table).indexName(index).consistentRead(index == null))
                .items()
                .stream()
                .toList();
    }

    private void createTables() {
        dynamoDb.createTable(it -> it.tableName(schedulesTable())
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(strings("id", "status", "created_by", "created_date", "group_shard", "name"))
                .keySchema(key("id", KeyType.HASH))
                .globalSecondaryIndexes(
                        index(DynamoDbScheduleStore.BY_STATUS, "status", "created_by"),
                        index(DynamoDbScheduleStore.BY_CREATOR, "created_by", "status"),
                        GlobalSecondaryIndex.builder()
                                .indexName(DynamoDbScheduleStore.BY_GROUP)
                                .keySchema(key("group_shard", KeyType.HASH), key("name", KeyType.RANGE))
                                .projection(shown -> shown.projectionType(ProjectionType.INCLUDE)
                                        .nonKeyAttributes(DynamoDbScheduleStore.PROJECTED_BY_GROUP))
                                .build()));
        dynamoDb.createTable(it -> it.tableName(executionsTable())
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(strings("schedule_id", "execution_key", "queue", "at"))
                .keySchema(key("schedule_id", KeyType.HASH), key("execution_key", KeyType.RANGE))
                .globalSecondaryIndexes(GlobalSecondaryIndex.builder()
                        .indexName(DynamoDbExecutionQueues.BY_QUEUE)
                        .keySchema(key("queue", KeyType.HASH), key("at", KeyType.RANGE))
                        .projection(shown -> shown.projectionType(ProjectionType.ALL))
                        .build()));
        dynamoDb.createTable(it -> it.tableName(resourcesTable())
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(strings(DynamoDbGroupStore.KEY, "kind", "name"))
                .keySchema(key(DynamoDbGroupStore.KEY, KeyType.HASH))
                .globalSecondaryIndexes(GlobalSecondaryIndex.builder()
                        .indexName(DynamoDbGroupStore.BY_KIND)
                        .keySchema(key("kind", KeyType.HASH), key("name", KeyType.RANGE))
                        .projection(shown -> shown.projectionType(ProjectionType.KEYS_ONLY))
                        .build()));
        dynamoDb.createTable(it -> it.tableName(changesTable())
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                        attribute("key", ScalarAttributeType.S),
                        attribute("version", ScalarAttributeType.N),
                        attribute("group", ScalarAttributeType.S),
                        attribute("time_key", ScalarAttributeType.S))
                .keySchema(key("key", KeyType.HASH), key("version", KeyType.RANGE))
                .globalSecondaryIndexes(GlobalSecondaryIndex.builder()
                        .indexName(DynamoDbChangeHistory.BY_GROUP)
                        .keySchema(key("group", KeyType.HASH), key("time_key", KeyType.RANGE))
                        .projection(shown -> shown.projectionType(ProjectionType.INCLUDE)
                                .nonKeyAttributes(DynamoDbChangeHistory.LISTED_ATTRIBUTES))
                        .build()));
        tables().forEach(table -> dynamoDb.waiter().waitUntilTableExists(it -> it.tableName(table)));
    }

    private static GlobalSecondaryIndex index(String name, String partitionKey, String others) {
        return GlobalSecondaryIndex.builder()
                .indexName(name)
                .keySchema(key(partitionKey, KeyType.HASH), key("created_date", KeyType.RANGE))
                .projection(it -> it.projectionType(ProjectionType.INCLUDE)
                        .nonKeyAttributes(
                                Stream.concat(DynamoDbScheduleStore.PROJECTED_ATTRIBUTES.stream(), Stream.of(others))
                                        .toList()))
                .build();
    }

    private static List<AttributeDefinition> strings(String... names) {
        return Stream.of(names)
                .map(name -> attribute(name, ScalarAttributeType.S))
                .toList();
    }

    private static AttributeDefinition attribute(String name, ScalarAttributeType type) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(type)
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    @Override
    public void close() {
        tables().forEach(table -> dynamoDb.deleteTable(it -> it.tableName(table)));
        scheduler.deleteScheduleGroup(it -> it.name(group()));
        List.of(scheduleCreation, webActions, notifications, executionReports).forEach(WireTopic::close);
        deadLetterQueue.close();
    }
}
