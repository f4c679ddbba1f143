package com.rezagent.schedules.aws;

import static com.rezagent.schedules.aws.DynamoDbChangeHistory.LISTED_ATTRIBUTES;
import static com.rezagent.schedules.aws.DynamoDbScheduleStore.BY_CREATOR;
import static com.rezagent.schedules.aws.DynamoDbScheduleStore.BY_GROUP;
import static com.rezagent.schedules.aws.DynamoDbScheduleStore.BY_STATUS;
import static com.rezagent.schedules.aws.DynamoDbScheduleStore.PROJECTED_ATTRIBUTES;
import static com.rezagent.schedules.aws.DynamoDbScheduleStore.PROJECTED_BY_GROUP;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import com.rezagent.schedules.engine.EngineContract.Difference;
import com.rezagent.schedules.engine.EngineTarget;
import com.rezagent.schedules.messaging.DeadLetterQueueContract.Received;
import com.rezagent.schedules.store.Stores;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.Projection;
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

    private static final String SCHEDULES = "rez-agent-schedules-";
    private static final String EXECUTIONS = "rez-agent-schedule-executions-";
    private static final String RESOURCES = "rez-agent-schedule-resources-";
    private static final String CHANGES = "rez-agent-schedule-changes-";

    /** The names of the tables without the stage, and their keys. */
    private static final Map<String, List<String>> KEYS = Map.of(
            SCHEDULES, List.of("id"),
            EXECUTIONS, List.of("schedule_id", "execution_key"),
            RESOURCES, List.of(DynamoDbGroupStore.KEY),
            CHANGES, List.of("key", "version"));

    private static final List<Index> INDEXES = List.of(
            new Index(SCHEDULES, BY_STATUS, including(PROJECTED_ATTRIBUTES, "created_by"), "status", "created_date"),
            new Index(SCHEDULES, BY_CREATOR, including(PROJECTED_ATTRIBUTES, "status"), "created_by", "created_date"),
            new Index(SCHEDULES, BY_GROUP, including(PROJECTED_BY_GROUP), "group_shard", "name"),
            new Index(EXECUTIONS, DynamoDbExecutionQueues.BY_QUEUE, of(ProjectionType.ALL), "queue", "at"),
            new Index(RESOURCES, DynamoDbGroupStore.BY_KIND, of(ProjectionType.KEYS_ONLY), "kind", "name"),
            new Index(CHANGES, DynamoDbChangeHistory.BY_GROUP, including(LISTED_ATTRIBUTES), "group", "time_key"));

    /** @param table the table's name without the stage */
    private record Index(String table, String name, Projection projection, List<String> key) {
        Index(String table, String name, Projection projection, String partitionKey, String sortKey) {
            this(table, name, projection, List.of(partitionKey, sortKey));
        }

        /** Returns what the index shows of an item. */
        Map<String, AttributeValue> shown(Map<String, AttributeValue> item) {
            if (projection.projectionType() == ProjectionType.ALL) {
                return item;
            }
            Set<String> names = new HashSet<>(projection.nonKeyAttributes());
            names.addAll(key);
            names.addAll(KEYS.get(table));
            return only(names, item);
        }
    }

    private static Projection of(ProjectionType type) {
        return Projection.builder().projectionType(type).build();
    }

    private static Projection including(List<String> attributes, String... more) {
        return of(ProjectionType.INCLUDE)
                .copy(it -> it.nonKeyAttributes(
                        Stream.concat(attributes.stream(), Stream.of(more)).toList()));
    }

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
    private final List<WireTopic> topics;
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
        topics = Stream.of("schedule-creation", "web-actions", "notifications", "execution-reports")
                .map(name -> new WireTopic(
                        sns,
                        "rez-agent-" + name + "-" + stage,
                        new WireQueue(sqs, "rez-agent-" + name + "-reader-" + stage)))
                .toList();
        deadLetterQueue = new WireQueue(sqs, "rez-agent-schedules-function-dead-letters-" + stage);
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

    public Stores stores() {
        return DynamoDbStores.of(dynamoDb, schedulesTable(), resourcesTable(), executionsTable(), changesTable());
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
        return SCHEDULES + stage;
    }

    public String resourcesTable() {
        return RESOURCES + stage;
    }

    public String changesTable() {
        return CHANGES + stage;
    }

    public String executionsTable() {
        return EXECUTIONS + stage;
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
        return topics.get(0);
    }

    /** Returns the topic that web actions are published to. */
    public WireTopic webActions() {
        return topics.get(1);
    }

    /** Returns the topic that notifications and notices are published to. */
    public WireTopic notifications() {
        return topics.get(2);
    }

    /** Returns the topic that reports of executions are published to. */
    public WireTopic executionReports() {
        return topics.get(3);
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
        KEYS.forEach((table, key) -> write(
                table + stage,
                scan(table + stage, null).stream()
                        .map(item -> WriteRequest.builder()
                                .deleteRequest(it -> it.key(only(key, item)))
                                .build())));
        scheduler.listSchedulesPaginator(it -> it.groupName(group())).schedules().stream()
                .toList()
                .forEach(found ->
                        scheduler.deleteSchedule(it -> it.groupName(group()).name(found.name())));
        topics.forEach(WireTopic::empty);
        deadLetterQueue.empty();
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
                                .build()));
    }

    private void write(String table, Stream<WriteRequest> requests) {
        List<WriteRequest> writes = requests.toList();
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
        await("indexes")
                .pollDelay(Duration.ZERO)
                .atMost(30, SECONDS)
                .until(() -> INDEXES.stream().allMatch(this::isConsistent));
    }

    /** Returns whether an index shows the items of its table that have its partition key. */
    private boolean isConsistent(Index index) {
        return shown(index, index.name()).equals(shown(index, null));
    }

    private Set<Map<String, AttributeValue>> shown(Index index, @Nullable String scanned) {
        return scan(index.table() + stage, scanned).stream()
                .filter(it -> it.containsKey(index.key().get(0)))
                .map(index::shown)
                .collect(Collectors.toSet());
    }

    private static Map<String, AttributeValue> only(Collection<String> names, Map<String, AttributeValue> item) {
        Map<String, AttributeValue> some = new HashMap<>(item);
        some.keySet().retainAll(names);
        return some;
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
        KEYS.forEach((table, key) -> {
            List<Index> indexes =
                    INDEXES.stream().filter(it -> it.table().equals(table)).toList();
            dynamoDb.createTable(it -> it.tableName(table + stage)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(
                            Stream.concat(key.stream(), indexes.stream().flatMap(index -> index.key().stream()))
                                    .distinct()
                                    .map(WireStage::attribute)
                                    .toList())
                    .keySchema(key(key))
                    .globalSecondaryIndexes(indexes.stream()
                            .map(index -> GlobalSecondaryIndex.builder()
                                    .indexName(index.name())
                                    .keySchema(key(index.key()))
                                    .projection(index.projection())
                                    .build())
                            .toList()));
        });
        KEYS.keySet().forEach(table -> dynamoDb.waiter().waitUntilTableExists(it -> it.tableName(table + stage)));
    }

    private static AttributeDefinition attribute(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(name.equals("version") ? ScalarAttributeType.N : ScalarAttributeType.S)
                .build();
    }

    private static List<KeySchemaElement> key(List<String> names) {
        return names.stream()
                .map(name -> KeySchemaElement.builder()
                        .attributeName(name)
                        .keyType(name.equals(names.get(0)) ? KeyType.HASH : KeyType.RANGE)
                        .build())
                .toList();
    }

    @Override
    public void close() {
        KEYS.keySet().forEach(table -> dynamoDb.deleteTable(it -> it.tableName(table + stage)));
        scheduler.deleteScheduleGroup(it -> it.name(group()));
        topics.forEach(WireTopic::close);
        deadLetterQueue.close();
    }
}
