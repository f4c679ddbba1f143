package com.rezagent.schedules.aws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rezagent.schedules.aws.ItemSchema.Item;
import com.rezagent.schedules.record.Change;
import com.rezagent.schedules.record.Page;
import com.rezagent.schedules.schedule.Schedule;
import com.rezagent.schedules.schedule.ScheduleDocument;
import com.rezagent.schedules.schedule.ScheduleId;
import com.rezagent.schedules.schedule.ScheduleQuery;
import com.rezagent.schedules.schedule.ScheduleStore;
import com.rezagent.schedules.schedule.ScheduleSummary;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.enhanced.dynamodb.AttributeValueType;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbEnhancedClient;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbTable;
import software.amazon.awssdk.enhanced.dynamodb.Key;
import software.amazon.awssdk.enhanced.dynamodb.TableMetadata;
import software.amazon.awssdk.enhanced.dynamodb.mapper.StaticTableMetadata;
import software.amazon.awssdk.enhanced.dynamodb.model.GetItemEnhancedRequest;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * Schedule store in the DynamoDB table {@code rez-agent-schedules-{stage}}: key {@code id}, indexes {@code
 * status-created_date-index} (status, created_date), {@code created_by-index} (created_by, created_date) and {@code
 * group-index} (group_shard, name), TTL attribute {@code expires_at}. Thread-safe.
 */
public final class DynamoDbScheduleStore implements ScheduleStore {
    /**
     * The attributes that both indexes project besides the keys: those of a summary, and none that an execution writes.
     * DynamoDB allows 20 for one index. Each index also needs the other's partition key.
     */
    public static final List<String> PROJECTED_ATTRIBUTES = List.of(
            "name",
            "schedule_expression",
            "timezone",
            "start_date",
            "end_date",
            "flexible_time_window_minutes",
            "target_type",
            "target_topic_arn",
            "description",
            "retry_policy",
            "status_reason",
            "version",
            "updated_date",
            "anchor",
            "warnings",
            "eventbridge_arn",
            "expires_at");

    /** The attributes that the index by group projects besides the keys. */
    public static final List<String> PROJECTED_BY_GROUP =
            List.of("status", "status_reason", "created_date", "created_by");

    /**
     * Attributes that may be absent, or not as this release would write them, because an earlier release has written the
     * record. Writing them again costs nothing if they do not change.
     */
    private static final List<String> UNKNOWN_TO_EARLIER_RELEASES =
            List.of("placement", "group_shard", "status", "status_reason");

    /** Written by executions of earlier releases; see {@link ScheduleStateItems} for what this release writes. */
    private static final List<String> COUNTERS = List.of("execution_count", "last_triggered");

    static final String BY_STATUS = "status-created_date-index";
    static final String BY_CREATOR = "created_by-index";
    static final String BY_GROUP = "group-index";

    private static final ItemSchema SCHEMA = new ItemSchema(StaticTableMetadata.builder()
            .addIndexPartitionKey(TableMetadata.primaryIndexName(), "id", AttributeValueType.S)
            .addIndexPartitionKey(BY_STATUS, "status", AttributeValueType.S)
            .addIndexSortKey(BY_STATUS, "created_date", AttributeValueType.S)
            .addIndexPartitionKey(BY_CREATOR, "created_by", AttributeValueType.S)
            .addIndexSortKey(BY_CREATOR, "created_date", AttributeValueType.S)
            .addIndexPartitionKey(BY_GROUP, "group_shard", AttributeValueType.S)
            .addIndexSortKey(BY_GROUP, "name", AttributeValueType.S)
            .build());

    private final DynamoDbClient client;
    private final String changesTable;
    private final DynamoDbTable<Item> table;
    private final BatchReads reads;
    private final GroupIndexUpgrade upgrade;
    private final ScheduleLists lists;

    /**
     * @param tableName of a table as described above, in the client's account and region
     * @param resourcesTable where the upgrade of records of earlier releases is marked; see {@link DynamoDbGroupStore}
     * @param changesTable see {@link DynamoDbChangeHistory}
     */
    public DynamoDbScheduleStore(DynamoDbClient client, String tableName, String resourcesTable, String changesTable) {
        this.client = client;
        this.changesTable = changesTable;
        this.table = DynamoDbEnhancedClient.builder()
                .dynamoDbClient(client)
                .extensions(List.of())
                .build()
                .table(tableName, SCHEMA);
        this.upgrade = new GroupIndexUpgrade(client, resourcesTable);
        this.reads = new BatchReads(client);
        this.lists = new ScheduleLists(table, reads, upgrade);
    }

    @Override
    public Optional<Schedule> find(ScheduleId id) {
        try {
            return Optional.ofNullable(table.getItem(GetItemEnhancedRequest.builder()
                            .key(Key.builder().partitionValue(id.value()).build())
                            .consistentRead(true)
                            .build()))
                    .map(it -> schedule(it.attributes()));
        } catch (SdkException e) {
            throw AwsErrors.translated("DynamoDB GetItem", e);
        }
    }

    @Override
    public Map<ScheduleId, Schedule> findAll(Collection<ScheduleId> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        KeysAndAttributes keys = KeysAndAttributes.builder()
                .keys(ids.stream()
                        .map(it -> Map.of("id", AttributeValue.fromS(it.value())))
                        .toList())
                .consistentRead(true)
                .build();
        return reads.read(Map.of(table.tableName(), keys)).getOrDefault(table.tableName(), List.of()).stream()
                .map(DynamoDbScheduleStore::schedule)
                .collect(Collectors.toMap(Schedule::id, it -> it));
    }

    @Override
    public boolean insert(Schedule schedule, @Nullable Change change) {
        Put put = Put.builder()
                .tableName(table.tableName())
                .item(item(schedule, 1))
                .conditionExpression("attribute_not_exists(id)")
                .build();
        if (change != null) {
            return writeBoth(TransactWriteItem.builder().put(put).build(), change);
        }
        try {
            client.putItem(it ->
                    it.tableName(put.tableName()).item(put.item()).conditionExpression(put.conditionExpression()));
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        } catch (SdkException e) {
            throw AwsErrors.translated("DynamoDB PutItem", e);
        }
    }

    private boolean writeBoth(TransactWriteItem record, Change change) {
        return Transactions.write(client, List.of(record, DynamoDbChangeHistory.write(changesTable, change)));
    }

    /**
     * Returns the writes that go with that of a record: the change and, if the record's expiry changes, that of the state
     * of its executions. A new incarnation starts a state of its own.
     */
    private List<TransactWriteItem> others(Schedule seen, Schedule next, @Nullable Change change) {
        List<TransactWriteItem> others = new ArrayList<>();
        if (change != null) {
            others.add(DynamoDbChangeHistory.write(changesTable, change));
        }
        if (seen.incarnation().equals(next.incarnation())
                && !Objects.equals(second(seen.expiresAt()), second(next.expiresAt()))) {
            others.add(TransactWriteItem.builder()
                    .update(ScheduleStateItems.expiry(table.tableName(), next.id(), next.expiresAt()))
                    .build());
        }
        return others;
    }

    /** Returns the time as the attribute {@code expires_at} has it. */
    private static @Nullable Instant second(@Nullable Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.SECONDS);
    }

    @Override
    public boolean replace(Schedule seen, Schedule next, @Nullable Change change) {
        Map<String, AttributeValue> before = item(seen, seen.revision());
        Map<String, AttributeValue> after = item(next, seen.revision() + 1);
        boolean sameIncarnation = seen.incarnation().equals(next.incarnation());
        for (String counter : COUNTERS) {
            before.remove(counter);
            if (sameIncarnation) {
                after.remove(counter);
            }
        }
        UpdateExpression update = new UpdateExpression();
        after.forEach((name, value) -> {
            if (!value.equals(before.get(name)) || UNKNOWN_TO_EARLIER_RELEASES.contains(name)) {
                update.set(name, value);
            }
        });
        Stream.concat(before.keySet().stream(), UNKNOWN_TO_EARLIER_RELEASES.stream())
                .distinct()
                .filter(name -> !after.containsKey(name))
                .forEach(update::remove);
        if (!sameIncarnation) {
            // Executions may have been counted since the read, so the counters are removed even if they were absent
            // then.
            COUNTERS.stream().filter(name -> !after.containsKey(name)).forEach(update::remove);
        }
        String condition =
                update.name("revision") + " = " + update.value(AttributeValue.fromN(Long.toString(seen.revision())));
        Map<String, AttributeValue> key =
                Map.of("id", AttributeValue.fromS(seen.id().value()));
        List<TransactWriteItem> others = others(seen, next, change);
        if (!others.isEmpty()) {
            Update inTransaction = update.inTransaction(table.tableName(), key)
                    .conditionExpression(condition)
                    .build();
            others.add(0, TransactWriteItem.builder().update(inTransaction).build());
            return Transactions.write(client, others);
        }
        try {
            client.updateItem(update.request(table.tableName(), key)
                    .conditionExpression(condition)
                    .build());
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        } catch (SdkException e) {
            throw AwsErrors.translated("DynamoDB UpdateItem", e);
        }
    }

    /** Returns the item of a schedule in a map that the caller may change. */
    static Map<String, AttributeValue> item(Schedule schedule, long revision) {
        ObjectNode document = ScheduleDocument.write(schedule);
        document.put("revision", revision);
        return DocumentAttributes.of(document);
    }

    /**
     * Returns the schedule in an item.
     *
     * @throws IllegalStateException if the item cannot have been written by this system; the message contains its id
     */
    static Schedule schedule(Map<String, AttributeValue> item) {
        return ScheduleDocument.read(DocumentAttributes.document(item));
    }

    /**
     * Returns the summary in an item that has at least {@link ScheduleLists#SUMMARY_ATTRIBUTES}.
     *
     * @throws IllegalStateException if the item cannot have been written by this system; the message contains its id
     */
    static ScheduleSummary summary(Map<String, AttributeValue> item) {
        return ScheduleDocument.readSummary(DocumentAttributes.document(item));
    }

    @Override
    public Page<ScheduleSummary> list(ScheduleQuery query) {
        return lists.page(query);
    }

    @Override
    public void markUpgraded() {
        upgrade.markDone();
    }
}
